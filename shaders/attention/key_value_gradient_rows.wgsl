// dk_j = scale * sum_i ds_ij q_i and dv_j = sum_i p_ij do_i, over the queries i that see key j, with
// p_ij = exp(scale * q_i . k_j - L_i) and ds_ij = p_ij (do_i . v_j - delta_i).
// One invocation per key row, vectors in private memory, no barriers; see attention/forward_rows.
// FLOPs: 8 * headDim per query and key; bytes: qkv, do, dk and dv once, if a sequence stays in the cache.

// include: attention

@group(0) @binding(0) var<storage, read> output_gradient: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(3) var<storage, read> deltas: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<vec4f>; // like qkv; the k and v parts

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let row = invocation_index(here);
  if (row >= params.sequences * params.tokens) {
    return;
  }
  let own = token_of(row);

  var key: array<vec4f, HEAD_VECTORS>;
  var value: array<vec4f, HEAD_VECTORS>;
  var key_sum: array<vec4f, HEAD_VECTORS>;
  var value_sum: array<vec4f, HEAD_VECTORS>;
  let key_at = head_vector(own.sequence, own.token, 1u, 3u) * HEAD_VECTORS;
  let value_at = key_at + params.heads * HEAD_VECTORS;
  for (var c = 0u; c < HEAD_VECTORS; c++) {
    key[c] = params.scale * qkv[key_at + c];
    value[c] = qkv[value_at + c];
  }

  for (var i = own.token * params.causal; i < params.tokens; i++) {
    let query_at = head_vector(own.sequence, i, 0u, 3u) * HEAD_VECTORS;
    let output_at = head_vector(own.sequence, i, 0u, 1u) * HEAD_VECTORS;
    var scores = vec4f();
    var weight_gradients = vec4f();
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      scores += key[c] * qkv[query_at + c];
      weight_gradients += value[c] * output_gradient[output_at + c];
    }
    let query_row = own.sequence * params.tokens + i;
    let weight = exp(dot(scores, vec4f(1.0)) - log_sum_exp[query_row]);
    let score_gradient = weight * (dot(weight_gradients, vec4f(1.0)) - deltas[query_row]);
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      key_sum[c] += score_gradient * qkv[query_at + c];
      value_sum[c] += weight * output_gradient[output_at + c];
    }
  }
  for (var c = 0u; c < HEAD_VECTORS; c++) {
    qkv_gradient[key_at + c] = params.scale * key_sum[c];
    qkv_gradient[value_at + c] = value_sum[c];
  }
}
