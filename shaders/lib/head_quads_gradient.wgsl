// Rows of the binding `output_gradient: array<vec4f>` for quads, and numbers kept by row; see lib/head_quads.

fn four_gradients(at: vec4u) -> mat4x4f {
  return mat4x4f(output_gradient[at.x], output_gradient[at.y], output_gradient[at.z], output_gradient[at.w]);
}

// Places in tensors [batch, heads, tokens] of four tokens; those beyond the last repeat it.
fn rows_of(sequence: u32, token: u32) -> vec4u {
  return sequence * params.tokens + min(vec4u(token) + PLACES, vec4u(params.tokens - 1u));
}

// sums + weights * rows of output_gradient that start at `at`; see add_rows.
fn add_gradients(sums: Head, weights: mat4x4f, at: vec4u, lane: u32) -> Head {
  var next = sums;
  next.a = multiply(sums.a, weights, exchanged(four_gradients(columns_of(at, 0u, lane))));
  if (HEAD_BLOCKS > 1u) {
    next.b = multiply(sums.b, weights, exchanged(four_gradients(columns_of(at, 1u, lane))));
  }
  if (HEAD_BLOCKS > 2u) {
    next.c = multiply(sums.c, weights, exchanged(four_gradients(columns_of(at, 2u, lane))));
  }
  if (HEAD_BLOCKS > 3u) {
    next.d = multiply(sums.d, weights, exchanged(four_gradients(columns_of(at, 3u, lane))));
  }
  return next;
}
