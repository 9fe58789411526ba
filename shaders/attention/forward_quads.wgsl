// o_i = sum_j softmax_j(scale * q_i . k_j) v_j and L_i = log sum_j exp(scale * q_i . k_j)
// (Dao et al., FlashAttention, 2205.14135: the softmax is accumulated online, no score is stored).
// A workgroup is a quad of four invocations with sixteen query rows, which walks over keys by sixteen; see
// lib/head_quads. The head dimension is a multiple of 4 up to 64.
// FLOPs: 4 * headDim per query and key; bytes: q, k and v once for every sixteen keys or queries.

// include: quad_rows, head_quads_store

@group(0) @binding(0) var<storage, read> qkv: array<vec4f>; // [batch, tokens, 3, heads, headDim]
@group(0) @binding(1) var<storage, read_write> o: array<vec4f>; // [batch, tokens, heads, headDim]
@group(0) @binding(2) var<storage, read_write> log_sum_exp: array<f32>; // [batch, heads, tokens]

struct Softmax {
  weights: Block,
  largest: vec4f,
  rescale: vec4f,
  sum: vec4f,
}

fn take_rows(sequence: u32, start: u32, lane: u32) {
  let token = start + 4u * lane;
  let query_at = vectors_of(sequence, token, 0u, 3u);
  // Keys that each of the four rows sees.
  let seen = vec4u(visible_keys(token), visible_keys(token + 1u), visible_keys(token + 2u), visible_keys(token + 3u));

  var sums: Head;
  var largest = vec4f(LOWEST);
  var total = vec4f();
  let end = min(params.tokens, visible_keys(start + TILE - 1u));
  for (var first = 0u; first < end; first += TILE) {
    let key_at = vectors_of(sequence, first + 4u * lane, 1u, 3u);
    var scores = Block(); // written out: Tint does not clear a variable in a loop again
    for (var c = 0u; c < HEAD_VECTORS; c++) {
      scores = multiply(scores, four_rows(query_at + c), exchanged(transpose(four_rows(key_at + c))));
    }
    let softmax = softmax_of(scores, largest, seen, first, lane);
    largest = softmax.largest;
    total = total * softmax.rescale + softmax.sum;
    sums = scaled(sums, softmax.rescale);
    var weights = block_in_order(softmax.weights, lane);
    for (var chunk = 0u; chunk < TILE; chunk += 4u) {
      let value_at = vectors_of(sequence, first + chunk, 2u, 3u);
      sums = add_rows(sums, first_columns(weights), value_at, lane);
      weights = block_turned(weights);
    }
  }

  sums = scaled(sums, 1.0 / total);
  store(sums, token, vectors_of(sequence, token, 0u, 1u), lane);
  let logs = largest + log(total);
  for (var i = 0u; i < min(4u, params.tokens - min(token, params.tokens)); i++) {
    log_sum_exp[sequence * params.tokens + token + i] = logs[i];
  }
}

fn softmax_of(scores: Block, largest: vec4f, seen: vec4u, first: u32, lane: u32) -> Softmax {
  var result: Softmax;
  let a = visible(scores[0], seen.x, first, lane);
  let b = visible(scores[1], seen.y, first, lane);
  let c = visible(scores[2], seen.z, first, lane);
  let d = visible(scores[3], seen.w, first, lane);
  let next = max(largest, vec4f(largest_of(a), largest_of(b), largest_of(c), largest_of(d)));
  result.weights = Block(exponentials(a, next.x), exponentials(b, next.y), exponentials(c, next.z),
    exponentials(d, next.w));
  let w = result.weights;
  result.sum = vec4f(sum_of(w[0]), sum_of(w[1]), sum_of(w[2]), sum_of(w[3]));
  result.rescale = exp(largest - next);
  result.largest = next;
  return result;
}

fn visible(row: mat4x4f, seen: u32, first: u32, lane: u32) -> mat4x4f {
  let end = vec4u(min(seen, params.tokens));
  let x = params.scale * row;
  let lowest = vec4f(LOWEST);
  return mat4x4f(
    select(lowest, x[0], tokens_at(first, lane, 0u) < end),
    select(lowest, x[1], tokens_at(first, lane, 1u) < end),
    select(lowest, x[2], tokens_at(first, lane, 2u) < end),
    select(lowest, x[3], tokens_at(first, lane, 3u) < end),
  );
}

fn exponentials(row: mat4x4f, largest: f32) -> mat4x4f {
  return mat4x4f(exp(row[0] - largest), exp(row[1] - largest), exp(row[2] - largest), exp(row[3] - largest));
}

fn largest_of(row: mat4x4f) -> f32 {
  let m = max(max(row[0], row[1]), max(row[2], row[3]));
  return max(max(m.x, m.y), max(m.z, m.w));
}

fn sum_of(row: mat4x4f) -> f32 {
  return dot(row[0] + row[1] + row[2] + row[3], vec4f(1.0));
}

fn put(at: u32, x: vec4f) {
  o[at] = x;
}
