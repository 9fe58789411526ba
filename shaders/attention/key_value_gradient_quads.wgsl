// dk_j = scale * sum_i ds_ij q_i and dv_j = sum_i p_ij do_i, over the queries i that see key j, with
// p_ij = exp(scale * q_i . k_j - L_i) and ds_ij = p_ij (do_i . v_j - delta_i).
// A quad takes sixteen key rows and walks over queries by sixteen; see attention/forward_quads.
// FLOPs: 8 * headDim per query and key; bytes: q, do, k and v once for every sixteen keys or queries.

// include: quad_rows, head_quads_store, head_quads_gradient, key_quads

@group(0) @binding(0) var<storage, read> output_gradient: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(3) var<storage, read> deltas: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<vec4f>; // like qkv; the k and v parts

fn take_rows(sequence: u32, start: u32, lane: u32) {
  let token = start + 4u * lane;
  let key_at = vectors_of(sequence, token, 1u, 3u);
  let value_at = key_at + params.heads * HEAD_VECTORS;

  var key_sums: Head;
  var value_sums: Head;
  // From the first query that sees a key of this quad.
  for (var first = start * params.causal; first < params.tokens; first += TILE) {
    let query_at = vectors_of(sequence, first + 4u * lane, 0u, 3u);
    let output_at = vectors_of(sequence, first + 4u * lane, 0u, 1u);
    var scores = Block();
    var slopes = Block();
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      scores = multiply(scores, four_rows(key_at + c), exchanged(transpose(four_rows(query_at + c))));
      slopes = multiply(slopes, four_rows(value_at + c), exchanged(transpose(four_gradients(output_at + c))));
    }
    let rows = rows_of(sequence, first + 4u * lane);
    let logs = by_distance(vec4f(log_sum_exp[rows.x], log_sum_exp[rows.y], log_sum_exp[rows.z], log_sum_exp[rows.w]));
    let delta = by_distance(vec4f(deltas[rows.x], deltas[rows.y], deltas[rows.z], deltas[rows.w]));
    var weights = Block(
      row_weights(scores[0], logs, token, first, lane),
      row_weights(scores[1], logs, token + 1u, first, lane),
      row_weights(scores[2], logs, token + 2u, first, lane),
      row_weights(scores[3], logs, token + 3u, first, lane),
    );
    var score_gradients = Block(
      in_order(row_products(weights[0], slopes[0] - delta), lane),
      in_order(row_products(weights[1], slopes[1] - delta), lane),
      in_order(row_products(weights[2], slopes[2] - delta), lane),
      in_order(row_products(weights[3], slopes[3] - delta), lane),
    );
    weights = block_in_order(weights, lane);
    for (var chunk = 0u; chunk < TILE; chunk += 4u) {
      key_sums = add_rows(key_sums, first_columns(score_gradients), vectors_of(sequence, first + chunk, 0u, 3u), lane);
      value_sums = add_gradients(value_sums, first_columns(weights), vectors_of(sequence, first + chunk, 0u, 1u), lane);
      score_gradients = block_turned(score_gradients);
      weights = block_turned(weights);
    }
  }
  store(scaled(key_sums, vec4f(params.scale)), token, key_at, lane);
  store(value_sums, token, value_at, lane);
}

fn put(at: u32, x: vec4f) {
  qkv_gradient[at] = x;
}
