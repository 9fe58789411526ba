// o_i = sum_j softmax_j(scale * q_i . k_j) v_j and L_i = log sum_j exp(scale * q_i . k_j)
// (Dao et al., FlashAttention, 2205.14135: the softmax is accumulated online, no score is stored).
// A workgroup takes WORKGROUP query rows of one head, a row an invocation, and walks over tiles of keys and
// values in workgroup memory. Any head dimension; vectors are padded with zeros to a multiple of four.
// FLOPs: 4 * headDim per query and key; bytes: q and o once, k and v once for every WORKGROUP queries.

// include: key_value_tiles

@group(0) @binding(0) var<storage, read> qkv: array<f32>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(1) var<storage, read_write> o: array<f32>; // [batch, tokens, heads, headDim]
@group(0) @binding(2) var<storage, read_write> log_sum_exp: array<f32>; // [batch, heads, tokens]

fn take_row(sequence: u32, first: u32, local: u32) {
  let token = first + local;
  let present = token < params.tokens;

  var query: array<vec4f, HEAD_VECTORS>;
  var sum: array<vec4f, HEAD_VECTORS>;
  if (present) {
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      query[c] = params.scale * load_qkv(head_vector(sequence, token, 0u, 3u), c);
    }
  }

  var largest = LOWEST;
  var total = 0.0;
  // Keys that some query of this workgroup sees.
  let end = min(params.tokens, visible_keys(first + WORKGROUP - 1u));
  for (var start = 0u; start < end; start += params.tile) {
    let count = min(params.tile, end - start);
    load_key_values(sequence, start, count, local);
    workgroupBarrier();
    if (present) {
      for (var key = 0u; key < count && start + key < visible_keys(token); key++) {
        var products = vec4f();
        for (var c = 0u; c < HEAD_VECTORS; c++) {
          products += query[c] * keys[key * HEAD_VECTORS + c];
        }
        let score = dot(products, vec4f(1.0));
        let next = max(largest, score);
        let rescale = exp(largest - next);
        let weight = exp(score - next);
        largest = next;
        total = total * rescale + weight;
        for (var c = 0u; c < HEAD_VECTORS; c++) {
          sum[c] = sum[c] * rescale + weight * values[key * HEAD_VECTORS + c];
        }
      }
    }
    workgroupBarrier();
  }

  if (present) {
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      store_o(head_vector(sequence, token, 0u, 1u), c, sum[c] / total);
    }
    log_sum_exp[sequence * params.tokens + token] = largest + log(total);
  }
}

// Writes elements 4c ... 4c + 3 of head vector `vector` of o, as far as the head dimension goes.
fn store_o(vector: u32, c: u32, x: vec4f) {
  for (var d = 4u * c; d < min(4u * c + 4u, params.head_dim); d++) {
    o[vector * params.head_dim + d] = x[d & 3u];
  }
}
