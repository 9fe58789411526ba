// dv_i = sum over j != i of dy[pair(i, j)] * v_j, and dv_0 gets dy's first `width` elements besides.
// One invocation per (four vectors i, sample), samples fastest, sums in registers, so that each vector loaded
// serves four sums; see interaction/dot_interaction_blocked.
// FLOPs: 2 per element and other vector; bytes: every vector once for every four vectors, dy twice, outputs once.

// include: interaction_vectors

@group(0) @binding(0) var<storage, read> dy: array<f32>; // [batch, outputs]
@group(0) @binding(1) var<storage, read> dense: array<vec4f>; // [batch, width]
@group(0) @binding(2) var<storage, read> embeddings: array<vec4f>; // [batch, tables, width]
@group(0) @binding(3) var<storage, read_write> dense_gradient: array<vec4f>; // [batch, width]
@group(0) @binding(4) var<storage, read_write> embedding_gradient: array<vec4f>; // [batch, tables, width]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let four = four_of(here);
  let i = four.i;
  let sample = four.sample;
  if (i > params.tables) {
    return;
  }
  var a = mat4x4f();
  var b = mat4x4f();
  var c = mat4x4f();
  var d = mat4x4f();
  for (var j = 0u; j <= params.tables; j++) {
    let vector = load_vector(sample, j);
    a += vector * pair_gradient(sample, i, j);
    b += vector * pair_gradient(sample, i + 1u, j);
    c += vector * pair_gradient(sample, i + 2u, j);
    d += vector * pair_gradient(sample, i + 3u, j);
  }
  if (i == 0u) {
    store_dense(sample, a);
  } else {
    store_embedding(sample, i, a);
  }
  store_embedding(sample, i + 1u, b);
  store_embedding(sample, i + 2u, c);
  store_embedding(sample, i + 3u, d);
}

// Zero for a vector with itself and for vectors there are none of.
fn pair_gradient(sample: u32, i: u32, j: u32) -> f32 {
  if (i == j || i > params.tables) {
    return 0.0;
  }
  return dy[sample * params.outputs + pair_of(i, j)];
}

fn store_dense(sample: u32, sum: mat4x4f) {
  var rest = sum;
  for (var k = 0u; k < VECTORS; k++) {
    let at = sample * params.outputs + 4u * k;
    dense_gradient[sample * VECTORS + k] = rest[0] + vec4f(dy[at], dy[at + 1u], dy[at + 2u], dy[at + 3u]);
    rest = mat4x4f(rest[1], rest[2], rest[3], rest[0]);
  }
}

fn store_embedding(sample: u32, i: u32, sum: mat4x4f) {
  if (i > params.tables) {
    return;
  }
  let at = (sample * params.tables + i - 1u) * VECTORS;
  embedding_gradient[at] = sum[0];
  if (VECTORS > 1u) {
    embedding_gradient[at + 1u] = sum[1];
  }
  if (VECTORS > 2u) {
    embedding_gradient[at + 2u] = sum[2];
  }
  if (VECTORS > 3u) {
    embedding_gradient[at + 3u] = sum[3];
  }
}
