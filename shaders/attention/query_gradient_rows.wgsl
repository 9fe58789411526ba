// dq_i = scale * sum_j ds_ij k_j with p_ij = exp(scale * q_i . k_j - L_i), ds_ij = p_ij (do_i . v_j - delta_i)
// and delta_i = do_i . o_i, which is kept for the key and value gradients.
// One invocation per query row, vectors in private memory, no barriers; see attention/forward_rows.
// FLOPs: 6 * headDim per query and key; bytes: qkv, o, do and dq once, if a sequence stays in the cache.

// include: attention

@group(0) @binding(0) var<storage, read> output_gradient: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> o: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(3) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<vec4f>; // like qkv; the q part
@group(0) @binding(5) var<storage, read_write> deltas: array<f32>; // [batch, heads, tokens]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let row = invocation_index(here);
  if (row >= params.sequences * params.tokens) {
    return;
  }
  let own = token_of(row);

  var query: array<vec4f, HEAD_VECTORS>;
  var gradient: array<vec4f, HEAD_VECTORS>;
  var sum: array<vec4f, HEAD_VECTORS>;
  let query_at = head_vector(own.sequence, own.token, 0u, 3u) * HEAD_VECTORS;
  let output_at = head_vector(own.sequence, own.token, 0u, 1u) * HEAD_VECTORS;
  var products = vec4f();
  for (var c = 0u; c < HEAD_VECTORS; c++) {
    query[c] = params.scale * qkv[query_at + c];
    gradient[c] = output_gradient[output_at + c];
    products += gradient[c] * o[output_at + c];
  }
  let delta = dot(products, vec4f(1.0));
  deltas[row] = delta;

  let total = log_sum_exp[row];
  for (var key = 0u; key < visible_keys(own.token); key++) {
    let key_at = head_vector(own.sequence, key, 1u, 3u) * HEAD_VECTORS;
    let value_at = key_at + params.heads * HEAD_VECTORS;
    var scores = vec4f();
    var weight_gradients = vec4f();
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      scores += query[c] * qkv[key_at + c];
      weight_gradients += gradient[c] * qkv[value_at + c];
    }
    let weight = exp(dot(scores, vec4f(1.0)) - total);
    let score_gradient = weight * (dot(weight_gradients, vec4f(1.0)) - delta);
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      sum[c] += score_gradient * qkv[key_at + c];
    }
  }
  for (var c = 0u; c < HEAD_VECTORS; c++) {
    qkv_gradient[query_at + c] = params.scale * sum[c];
  }
}
