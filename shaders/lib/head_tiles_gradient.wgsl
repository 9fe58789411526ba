// The same for the bindings `output_gradient` and `qkv_gradient`, both array<f32>; see lib/head_tiles.

// Elements 4c ... 4c + 3 of head vector `vector` of output_gradient; zero beyond the head dimension.
fn load_gradient(vector: u32, c: u32) -> vec4f {
  let first = vector * params.head_dim + 4u * c;
  if (4u * c + 4u <= params.head_dim) {
    return vec4f(
      output_gradient[first],
      output_gradient[first + 1u],
      output_gradient[first + 2u],
      output_gradient[first + 3u],
    );
  }
  var result = vec4f();
  for (var d = 4u * c; d < params.head_dim; d++) {
    result[d & 3u] = output_gradient[first + (d & 3u)];
  }
  return result;
}

// Writes elements 4c ... 4c + 3 of head vector `vector`, as far as the head dimension goes.
fn store_gradient(vector: u32, c: u32, x: vec4f) {
  for (var d = 4u * c; d < min(4u * c + 4u, params.head_dim); d++) {
    qkv_gradient[vector * params.head_dim + d] = x[d & 3u];
  }
}
