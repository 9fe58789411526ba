// dk_j = scale * sum_i ds_ij q_i and dv_j = sum_i p_ij do_i, over the queries i that see key j, with
// p_ij = exp(scale * q_i . k_j - L_i) and ds_ij = p_ij (do_i . v_j - delta_i).
// One invocation per four neighbouring key rows, all in registers; see attention/forward_blocked.
// FLOPs: 8 * headDim per query and key; bytes: k, v, dk, dv once, q and do once for every four keys.

// include: attention, short_head, short_head_gradient

@group(0) @binding(0) var<storage, read> output_gradient: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(2) var<storage, read> log_sum_exp: array<f32>; // [batch, heads, tokens]
@group(0) @binding(3) var<storage, read> deltas: array<f32>; // [batch, heads, tokens]
@group(0) @binding(4) var<storage, read_write> qkv_gradient: array<vec4f>; // like qkv; the k and v parts

struct Row {
  key: mat4x4f,
  value: mat4x4f,
  key_sum: mat4x4f,
  value_sum: mat4x4f,
}

struct Query {
  query: mat4x4f,
  gradient: mat4x4f,
  total: f32,
  delta: f32,
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let own = first_of_four(here);
  if (own.sequence >= params.sequences) {
    return;
  }
  let sequence = own.sequence;
  let token = own.token;
  // Rows beyond the last token repeat it and are not stored.
  let last = params.tokens - 1u;
  var row0 = load_row(sequence, token);
  var row1 = load_row(sequence, min(token + 1u, last));
  var row2 = load_row(sequence, min(token + 2u, last));
  var row3 = load_row(sequence, min(token + 3u, last));

  for (var i = token * params.causal; i < params.tokens; i++) {
    let at = sequence * params.tokens + i;
    let head = load_qkv(head_vector(sequence, i, 0u, 3u));
    let gradient = load_gradient(head_vector(sequence, i, 0u, 1u));
    let query = Query(head, gradient, log_sum_exp[at], deltas[at]);
    accumulate(&row0, query, true);
    accumulate(&row1, query, params.causal == 0u || i >= token + 1u);
    accumulate(&row2, query, params.causal == 0u || i >= token + 2u);
    accumulate(&row3, query, params.causal == 0u || i >= token + 3u);
  }
  store_row(row0, sequence, token);
  store_row(row1, sequence, token + 1u);
  store_row(row2, sequence, token + 2u);
  store_row(row3, sequence, token + 3u);
}

fn load_row(sequence: u32, token: u32) -> Row {
  let vector = head_vector(sequence, token, 1u, 3u);
  return Row(params.scale * load_qkv(vector), load_qkv(vector + params.heads), mat4x4f(), mat4x4f());
}

fn accumulate(row: ptr<function, Row>, i: Query, visible: bool) {
  let score = dot_product((*row).key, i.query) - i.total;
  let weight = exp(select(LOWEST, score, visible));
  (*row).key_sum += i.query * (weight * (dot_product((*row).value, i.gradient) - i.delta));
  (*row).value_sum += i.gradient * weight;
}

fn store_row(row: Row, sequence: u32, token: u32) {
  if (token < params.tokens) {
    let vector = head_vector(sequence, token, 1u, 3u);
    store_head(vector, params.scale * row.key_sum);
    store_head(vector + params.heads, row.value_sum);
  }
}
