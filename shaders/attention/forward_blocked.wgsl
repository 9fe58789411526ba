// o_i = sum_j softmax_j(scale * q_i . k_j) v_j and L_i = log sum_j exp(scale * q_i . k_j)
// (Dao et al., FlashAttention, 2205.14135: the softmax is accumulated online, no score is stored).
// One invocation per four neighbouring query rows, all in registers, so that each key and value loaded serves
// four; no barriers. For software adapters, where a load costs as much as twenty multiplications. The head
// dimension is 4, 8, 12 or 16.
// FLOPs: 4 * headDim per query and key; bytes: q and o once, k and v once for every four queries.

// include: four_queries

@group(0) @binding(0) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(1) var<storage, read_write> o: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(2) var<storage, read_write> log_sum_exp: array<f32>; // [batch, heads, tokens]

struct Row {
  query: mat4x4f,
  sum: mat4x4f,
  largest: f32,
  total: f32,
}

fn load_row(sequence: u32, token: u32) -> Row {
  return Row(params.scale * load_qkv(head_vector(sequence, token, 0u, 3u)), mat4x4f(), LOWEST, 0.0);
}

// Every row sees key 0, so an unseen key always meets a real `largest` and gets weight zero.
fn attend(row: ptr<function, Row>, key: mat4x4f, value: mat4x4f, visible: bool) {
  let score = select(LOWEST, dot_product((*row).query, key), visible);
  let largest = max((*row).largest, score);
  let rescale = exp((*row).largest - largest);
  let weight = exp(score - largest);
  (*row).largest = largest;
  (*row).total = (*row).total * rescale + weight;
  (*row).sum = (*row).sum * rescale + value * weight;
}

fn store_row(row: Row, sequence: u32, token: u32) {
  if (token >= params.tokens) {
    return;
  }
  store_head(head_vector(sequence, token, 0u, 1u), row.sum * (1.0 / row.total));
  log_sum_exp[sequence * params.tokens + token] = row.largest + log(row.total);
}

fn put(at: u32, x: vec4f) {
  o[at] = x;
}
