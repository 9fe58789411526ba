// dq_i = scale * sum_j ds_ij k_j with p_ij = exp(scale * q_i . k_j - L_i), ds_ij = p_ij (do_i . v_j - delta_i)
// and delta_i = do_i . o_i, which is kept for the key and value gradients.
// One invocation per four neighbouring query rows, all in registers; see attention/forward_blocked.
// FLOPs: 6 * headDim per query and key; bytes: q, o, do, dq once, k and v once for every four queries.

// include: four_queries, short_head_gradient

@group(0) @binding(0) var<storage, read> output_gradient: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> o: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(3) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<vec4f>; // like qkv; the q part
@group(0) @binding(5) var<storage, read_write> deltas: array<f32>; // [batch, heads, tokens]

struct Row {
  query: mat4x4f,
  gradient: mat4x4f,
  sum: mat4x4f,
  delta: f32,
  total: f32,
}

fn load_row(sequence: u32, token: u32) -> Row {
  let query = params.scale * load_qkv(head_vector(sequence, token, 0u, 3u));
  let vector = head_vector(sequence, token, 0u, 1u);
  let gradient = load_gradient(vector);
  let delta = dot_product(gradient, load_o(vector));
  return Row(query, gradient, mat4x4f(), delta, log_sum_exp[sequence * params.tokens + token]);
}

fn attend(row: ptr<function, Row>, key: mat4x4f, value: mat4x4f, visible: bool) {
  let score = dot_product((*row).query, key) - (*row).total;
  let weight = exp(select(LOWEST, score, visible));
  (*row).sum += key * (weight * (dot_product((*row).gradient, value) - (*row).delta));
}

fn store_row(row: Row, sequence: u32, token: u32) {
  if (token < params.tokens) {
    store_head(head_vector(sequence, token, 0u, 3u), params.scale * row.sum);
    deltas[sequence * params.tokens + token] = row.delta;
  }
}

fn load_o(vector: u32) -> mat4x4f {
  let at = vector * HEAD_VECTORS;
  var head = mat4x4f();
  head[0] = o[at];
  if (HEAD_VECTORS > 1u) {
    head[1] = o[at + 1u];
  }
  if (HEAD_VECTORS > 2u) {
    head[2] = o[at + 2u];
  }
  if (HEAD_VECTORS > 3u) {
    head[3] = o[at + 3u];
  }
  return head;
}
