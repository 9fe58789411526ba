// dq_i = scale * sum_j ds_ij k_j with p_ij = exp(scale * q_i . k_j - L_i), ds_ij = p_ij (do_i . v_j - delta_i)
// and delta_i = do_i . o_i, which is kept for the key and value gradients.
// A workgroup takes WORKGROUP query rows of one head and walks over tiles of keys and values; see
// attention/forward_tiled.
// FLOPs: 6 * headDim per query and key; bytes: q, o, do, dq once, k and v once for every WORKGROUP queries.

// include: key_value_tiles, head_tiles_gradient

@group(0) @binding(0) var<storage, read> output_gradient: array<f32>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<f32>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> o: array<f32>; // [batch, tokens, heads, headDim]
@group(0) @binding(3) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<f32>; // like qkv; the q part
@group(0) @binding(5) var<storage, read_write> deltas: array<f32>; // [batch, heads, tokens]

fn take_row(sequence: u32, first: u32, local: u32) {
  let token = first + local;
  let present = token < params.tokens;
  let row = sequence * params.tokens + token;

  var query: array<vec4f, HEAD_VECTORS>;
  var gradient: array<vec4f, HEAD_VECTORS>;
  var sum: array<vec4f, HEAD_VECTORS>;
  var delta = 0.0;
  var total = 0.0;
  if (present) {
    let output_vector = head_vector(sequence, token, 0u, 1u);
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      query[c] = params.scale * load_qkv(head_vector(sequence, token, 0u, 3u), c);
      gradient[c] = load_gradient(output_vector, c);
    }
    for (var d = 0u; d < params.head_dim; d++) {
      delta += output_gradient[output_vector * params.head_dim + d] * o[output_vector * params.head_dim + d];
    }
    deltas[row] = delta;
    total = log_sum_exp[row];
  }

  // Keys that some query of this workgroup sees.
  let end = min(params.tokens, visible_keys(first + WORKGROUP - 1u));
  for (var start = 0u; start < end; start += params.tile) {
    let count = min(params.tile, end - start);
    load_key_values(sequence, start, count, local);
    workgroupBarrier();
    if (present) {
      for (var key = 0u; key < count && start + key < visible_keys(token); key++) {
        var scores = vec4f();
        var weight_gradients = vec4f();
        for (var c = 0u; c < HEAD_VECTORS; c++) {
          scores += query[c] * keys[key * HEAD_VECTORS + c];
          weight_gradients += gradient[c] * values[key * HEAD_VECTORS + c];
        }
        let weight = exp(dot(scores, vec4f(1.0)) - total);
        let score_gradient = weight * (dot(weight_gradients, vec4f(1.0)) - delta);
        for (var c = 0u; c < HEAD_VECTORS; c++) {
          sum[c] += score_gradient * keys[key * HEAD_VECTORS + c];
        }
      }
    }
    workgroupBarrier();
  }

  if (present) {
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      store_gradient(head_vector(sequence, token, 0u, 3u), c, params.scale * sum[c]);
    }
  }
}
