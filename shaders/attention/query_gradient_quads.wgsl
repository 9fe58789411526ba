// dq_i = scale * sum_j ds_ij k_j with p_ij = exp(scale * q_i . k_j - L_i), ds_ij = p_ij (do_i . v_j - delta_i)
// and delta_i = do_i . o_i, which is kept for the key and value gradients.
// A quad takes sixteen query rows and walks over keys by sixteen; see attention/forward_quads.
// FLOPs: 6 * headDim per query and key; bytes: q, do, k and v once for every sixteen keys or queries.

// include: quad_rows, head_quads_store, head_quads_gradient, quad_deltas

@group(0) @binding(0) var<storage, read> output_gradient: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> o: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(3) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<vec4f>; // like qkv; the q part
@group(0) @binding(5) var<storage, read_write> deltas: array<f32>; // [batch, heads, tokens]

fn take_rows(sequence: u32, start: u32, lane: u32) {
  let token = start + 4u * lane;
  let query_at = vectors_of(sequence, token, 0u, 3u);
  let output_at = vectors_of(sequence, token, 0u, 1u);
  let seen = vec4u(visible_keys(token), visible_keys(token + 1u), visible_keys(token + 2u), visible_keys(token + 3u));
  let rows = rows_of(sequence, token);
  let logs = numbers_of_log_sum_exp(rows);

  let delta = kept_deltas(sequence, token);

  var sums: Head;
  let end = min(params.tokens, visible_keys(start + TILE - 1u));
  for (var first = 0u; first < end; first += TILE) {
    let key_at = vectors_of(sequence, first + 4u * lane, 1u, 3u);
    let value_at = key_at + params.heads * HEAD_VECTORS;
    var scores = Block();
    var slopes = Block();
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      scores = multiply(scores, four_rows(query_at + c), exchanged(transpose(four_rows(key_at + c))));
      slopes = multiply(slopes, four_gradients(output_at + c), exchanged(transpose(four_rows(value_at + c))));
    }
    var score_gradients = Block(
      row_gradients(scores[0], slopes[0], logs.x, delta.x, seen.x, first, lane),
      row_gradients(scores[1], slopes[1], logs.y, delta.y, seen.y, first, lane),
      row_gradients(scores[2], slopes[2], logs.z, delta.z, seen.z, first, lane),
      row_gradients(scores[3], slopes[3], logs.w, delta.w, seen.w, first, lane),
    );
    for (var chunk = 0u; chunk < TILE; chunk += 4u) {
      sums = add_rows(sums, first_columns(score_gradients), vectors_of(sequence, first + chunk, 1u, 3u), lane);
      score_gradients = block_turned(score_gradients);
    }
  }
  store(scaled(sums, vec4f(params.scale)), token, query_at, lane);
}

// ds of one row in the order of the keys; zero where a key is not seen.
fn row_gradients(s: mat4x4f, slopes: mat4x4f, log_total: f32, delta: f32, seen: u32, first: u32, lane: u32) -> mat4x4f {
  let end = vec4u(min(seen, params.tokens));
  return in_order(mat4x4f(
    score_gradient(s[0], slopes[0], log_total, delta, tokens_at(first, lane, 0u) < end),
    score_gradient(s[1], slopes[1], log_total, delta, tokens_at(first, lane, 1u) < end),
    score_gradient(s[2], slopes[2], log_total, delta, tokens_at(first, lane, 2u) < end),
    score_gradient(s[3], slopes[3], log_total, delta, tokens_at(first, lane, 3u) < end),
  ), lane);
}

fn score_gradient(s: vec4f, slopes: vec4f, log_total: f32, delta: f32, seen: vec4<bool>) -> vec4f {
  let weight = exp(select(vec4f(LOWEST), params.scale * s - log_total, seen));
  return weight * (slopes - delta);
}

fn numbers_of_log_sum_exp(at: vec4u) -> vec4f {
  return vec4f(log_sum_exp[at.x], log_sum_exp[at.y], log_sum_exp[at.z], log_sum_exp[at.w]);
}

fn put(at: u32, x: vec4f) {
  qkv_gradient[at] = x;
}
