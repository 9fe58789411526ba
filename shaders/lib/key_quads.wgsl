// What kernels for quads share that take sixteen key rows against queries: numbers of queries by distance between
// lanes, and the weights of attention. Expects lib/head_quads.

// Four numbers of each lane, by distance between lanes.
fn by_distance(own: vec4f) -> mat4x4f {
  return mat4x4f(own, quadSwapX(own), quadSwapY(own), quadSwapDiagonal(own));
}

// p of one key for the queries that see it.
fn row_weights(s: mat4x4f, logs: mat4x4f, key: u32, first: u32, lane: u32) -> mat4x4f {
  return mat4x4f(
    weights_of(s[0], logs[0], key, tokens_at(first, lane, 0u)),
    weights_of(s[1], logs[1], key, tokens_at(first, lane, 1u)),
    weights_of(s[2], logs[2], key, tokens_at(first, lane, 2u)),
    weights_of(s[3], logs[3], key, tokens_at(first, lane, 3u)),
  );
}

fn weights_of(s: vec4f, logs: vec4f, key: u32, queries: vec4u) -> vec4f {
  let seen = (queries < vec4u(params.tokens)) & (queries >= vec4u(key * params.causal));
  return exp(select(vec4f(LOWEST), params.scale * s - logs, seen));
}

fn row_products(a: mat4x4f, b: mat4x4f) -> mat4x4f {
  return mat4x4f(a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]);
}
