// y = [v_0, v_i . v_j for i = 1 ... T and j < i], v_0 the dense vector, v_1 ... v_T the embeddings
// (Naumov et al., 1906.00091, section 2.1.3).
// One invocation per (four vectors i, sample), samples fastest: the four stay in registers, so that each vector
// loaded besides them serves four products. For software adapters, where a load costs as much as twenty
// multiplications. The width is 4, 8, 12 or 16.
// FLOPs: 2 * width per pair; bytes: a quarter of one vector per pair, and the outputs.

// include: interaction_vectors

@group(0) @binding(0) var<storage, read> dense: array<vec4f>; // [batch, width]
@group(0) @binding(1) var<storage, read> embeddings: array<vec4f>; // [batch, tables, width]
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // [batch, outputs]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let four = four_of(here);
  let i = four.i;
  let sample = four.sample;
  if (i > params.tables) {
    return;
  }
  let first = sample * params.outputs;
  let a = load_vector(sample, i);
  let b = load_vector(sample, i + 1u);
  let c = load_vector(sample, i + 2u);
  let d = load_vector(sample, i + 3u);
  for (var j = 0u; j < i; j++) {
    let other = load_vector(sample, j);
    store(first, i, j, dot_product(a, other));
    store(first, i + 1u, j, dot_product(b, other));
    store(first, i + 2u, j, dot_product(c, other));
    store(first, i + 3u, j, dot_product(d, other));
  }
  store(first, i + 1u, i, dot_product(b, a));
  store(first, i + 2u, i, dot_product(c, a));
  store(first, i + 2u, i + 1u, dot_product(c, b));
  store(first, i + 3u, i, dot_product(d, a));
  store(first, i + 3u, i + 1u, dot_product(d, b));
  store(first, i + 3u, i + 2u, dot_product(d, c));
  if (i == 0u) {
    for (var column = 0u; column < params.width; column++) {
      y[first + column] = dense[(sample * params.width + column) / 4u][column & 3u];
    }
  }
}

fn store(first: u32, i: u32, j: u32, x: f32) {
  if (i <= params.tables) {
    y[first + pair_of(i, j)] = x;
  }
}
