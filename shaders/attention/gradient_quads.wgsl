// dq_i = scale * sum_j ds_ij k_j, dk_j = scale * sum_i ds_ij q_i and dv_j = sum_i p_ij do_i, with
// p_ij = exp(scale * q_i . k_j - L_i), ds_ij = p_ij (do_i . v_j - delta_i) and delta_i = do_i . o_i.
// A quad takes a whole sequence of one head, its keys by sixteen against its queries by sixteen, so that scores are
// computed once for all three gradients, while those of the queries are added up in memory; see
// attention/forward_quads. For batches with more heads than a software adapter has cores.
// FLOPs: 10 * headDim per query and key; bytes: q, k, v and do once and dq twice for every sixteen keys or queries.

// include: head_quads, head_quads_store, head_quads_gradient, key_quads, quad_deltas, quad_mirror

@group(0) @binding(0) var<storage, read> output_gradient: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> o: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(3) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<vec4f>; // like qkv
@group(0) @binding(5) var<storage, read_write> deltas: array<f32>; // [batch, heads, tokens]

// Whether what is put is added to what is there.
var<private> adding: bool;

@compute @workgroup_size(4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let sequence = group.y * groups.x + group.x;
  let lane = invocation & 3u;
  if (sequence >= params.sequences) {
    return;
  }
  for (var token = 4u * lane; token < params.tokens; token += TILE) {
    _ = kept_deltas(sequence, token);
  }
  storageBarrier(); // a lane beyond the last row reads that of another
  for (var start = 0u; start < params.tokens; start += TILE) {
    take_keys(sequence, start, lane);
  }
}

fn take_keys(sequence: u32, start: u32, lane: u32) {
  let token = start + 4u * lane;
  let key_at = vectors_of(sequence, token, 1u, 3u);
  let value_at = key_at + params.heads * HEAD_VECTORS;

  var key_sums: Head;
  var value_sums: Head;
  // From the first query that sees a key of this quad.
  for (var first = start * params.causal; first < params.tokens; first += TILE) {
    let own = first + 4u * lane;
    let query_at = vectors_of(sequence, own, 0u, 3u);
    let output_at = vectors_of(sequence, own, 0u, 1u);
    var scores = Block();
    var slopes = Block();
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      scores = multiply(scores, four_rows(key_at + c), exchanged(transpose(four_rows(query_at + c))));
      slopes = multiply(slopes, four_rows(value_at + c), exchanged(transpose(four_gradients(output_at + c))));
    }
    let rows = rows_of(sequence, own);
    let logs = by_distance(vec4f(log_sum_exp[rows.x], log_sum_exp[rows.y], log_sum_exp[rows.z], log_sum_exp[rows.w]));
    let delta = by_distance(vec4f(deltas[rows.x], deltas[rows.y], deltas[rows.z], deltas[rows.w]));
    var weights = Block(
      row_weights(scores[0], logs, token, first, lane),
      row_weights(scores[1], logs, token + 1u, first, lane),
      row_weights(scores[2], logs, token + 2u, first, lane),
      row_weights(scores[3], logs, token + 3u, first, lane),
    );
    let by_lane = Block(
      row_products(weights[0], slopes[0] - delta),
      row_products(weights[1], slopes[1] - delta),
      row_products(weights[2], slopes[2] - delta),
      row_products(weights[3], slopes[3] - delta),
    );
    var score_gradients = block_in_order(by_lane, lane);
    weights = block_in_order(weights, lane);
    var by_query = block_in_order(mirrored(by_lane, token), lane);
    var query_sums = Head(); // written out: Tint does not clear a variable in a loop again
    for (var chunk = 0u; chunk < TILE; chunk += 4u) {
      key_sums = add_rows(key_sums, first_columns(score_gradients), vectors_of(sequence, first + chunk, 0u, 3u), lane);
      value_sums = add_gradients(value_sums, first_columns(weights), vectors_of(sequence, first + chunk, 0u, 1u), lane);
      query_sums = add_rows(query_sums, first_columns(by_query), vectors_of(sequence, start + chunk, 1u, 3u), lane);
      score_gradients = block_turned(score_gradients);
      weights = block_turned(weights);
      by_query = block_turned(by_query);
    }
    adding = start > 0u;
    store(scaled(query_sums, vec4f(params.scale)), own, query_at, lane);
  }
  adding = false;
  store(scaled(key_sums, vec4f(params.scale)), token, key_at, lane);
  store(value_sums, token, value_at, lane);
}

fn put(at: u32, x: vec4f) {
  if (adding) {
    qkv_gradient[at] += x;
  } else {
    qkv_gradient[at] = x;
  }
}
