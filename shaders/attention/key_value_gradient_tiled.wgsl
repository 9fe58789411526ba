// dk_j = scale * sum_i ds_ij q_i and dv_j = sum_i p_ij do_i, over the queries i that see key j, with
// p_ij = exp(scale * q_i . k_j - L_i) and ds_ij = p_ij (do_i . v_j - delta_i).
// A workgroup takes WORKGROUP key rows of one head and walks over tiles of queries and output gradients; see
// attention/forward_tiled.
// FLOPs: 8 * headDim per query and key; bytes: k, v, dk, dv once, q and do once for every WORKGROUP keys.

// include: head_tiles, head_tiles_gradient

@group(0) @binding(0) var<storage, read> output_gradient: array<f32>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<f32>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(3) var<storage, read> deltas: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<f32>; // like qkv; the k and v parts

var<workgroup> queries: array<vec4f, TILE_VECTORS>;
var<workgroup> gradients: array<vec4f, TILE_VECTORS>;

fn take_row(sequence: u32, first: u32, local: u32) {
  let token = first + local;
  let present = token < params.tokens;

  var key: array<vec4f, HEAD_VECTORS>;
  var value: array<vec4f, HEAD_VECTORS>;
  var key_sum: array<vec4f, HEAD_VECTORS>;
  var value_sum: array<vec4f, HEAD_VECTORS>;
  let key_vector = head_vector(sequence, token, 1u, 3u);
  if (present) {
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      key[c] = params.scale * load_qkv(key_vector, c);
      value[c] = load_qkv(key_vector + params.heads, c);
    }
  }

  // From the first query that sees a key of this workgroup.
  for (var start = first * params.causal; start < params.tokens; start += params.tile) {
    let count = min(params.tile, params.tokens - start);
    for (var i = local; i < count * HEAD_VECTORS; i += WORKGROUP) {
      let query = start + i / HEAD_VECTORS;
      queries[i] = load_qkv(head_vector(sequence, query, 0u, 3u), i % HEAD_VECTORS);
      gradients[i] = load_gradient(head_vector(sequence, query, 0u, 1u), i % HEAD_VECTORS);
    }
    workgroupBarrier();
    if (present) {
      for (var i = 0u; i < count; i++) {
        if (params.causal == 1u && start + i < token) {
          continue;
        }
        var scores = vec4f();
        var weight_gradients = vec4f();
        for (var c = 0u; c < HEAD_VECTORS; c++) {
          scores += key[c] * queries[i * HEAD_VECTORS + c];
          weight_gradients += value[c] * gradients[i * HEAD_VECTORS + c];
        }
        let query_row = sequence * params.tokens + start + i;
        let weight = exp(dot(scores, vec4f(1.0)) - log_sum_exp[query_row]);
        let score_gradient = weight * (dot(weight_gradients, vec4f(1.0)) - deltas[query_row]);
        for (var c = 0u; c < HEAD_VECTORS; c++) {
          key_sum[c] += score_gradient * queries[i * HEAD_VECTORS + c];
          value_sum[c] += weight * gradients[i * HEAD_VECTORS + c];
        }
      }
    }
    workgroupBarrier();
  }

  if (present) {
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      store_gradient(key_vector, c, params.scale * key_sum[c]);
      store_gradient(key_vector + params.heads, c, value_sum[c]);
    }
  }
}
