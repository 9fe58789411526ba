// o_i = sum_j softmax_j(scale * q_i . k_j) v_j and L_i = log sum_j exp(scale * q_i . k_j)
// (Dao et al., FlashAttention, 2205.14135: the softmax is accumulated online, no score is stored).
// One invocation per query row, q and the accumulator in private memory, no barriers; for short sequences,
// whose keys stay in the cache, and for adapters where barriers are dear. The head dimension is a multiple of 4.
// FLOPs: 4 * headDim per query and key; bytes: qkv once and o once, if a sequence stays in the cache.

// include: attention

@group(0) @binding(0) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(1) var<storage, read_write> o: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(2) var<storage, read_write> log_sum_exp: array<f32>; // [batch, heads, tokens]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let row = invocation_index(here);
  if (row >= params.sequences * params.tokens) {
    return;
  }
  let own = token_of(row);

  var query: array<vec4f, HEAD_VECTORS>;
  var sum: array<vec4f, HEAD_VECTORS>;
  let query_at = head_vector(own.sequence, own.token, 0u, 3u) * HEAD_VECTORS;
  for (var c = 0u; c < HEAD_VECTORS; c++) {
    query[c] = params.scale * qkv[query_at + c];
  }

  var largest = LOWEST;
  var total = 0.0;
  for (var key = 0u; key < visible_keys(own.token); key++) {
    let key_at = head_vector(own.sequence, key, 1u, 3u) * HEAD_VECTORS;
    let value_at = key_at + params.heads * HEAD_VECTORS;
    var products = vec4f();
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      products += query[c] * qkv[key_at + c];
    }
    let score = dot(products, vec4f(1.0));
    let next = max(largest, score);
    let rescale = exp(largest - next);
    let weight = exp(score - next);
    largest = next;
    total = total * rescale + weight;
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      sum[c] = sum[c] * rescale + weight * qkv[value_at + c];
    }
  }

  let output_at = head_vector(own.sequence, own.token, 0u, 1u) * HEAD_VECTORS;
  for (var c = 0u; c < HEAD_VECTORS; c++) {
    o[output_at + c] = sum[c] / total;
  }
  log_sum_exp[row] = largest + log(total);
}
