// include: matmul_places, tile_order
// C = epilogue(A·Bᵀ) for up to four rows of A and coded rows of B, whose loads are all that matters.
// One invocation per eight columns; a step is eight numbers of each, so that a word of codes is loaded once, and the
// scale and offset of its group with it. For adapters where a load costs more than arithmetic.
// FLOPs: 2·rows·depth a column; bytes: rows·depth / 2 and depth·bits / 8 read a column, 4·rows written.

override WORKGROUP: u32 = 4;
/// Rows of A, 1 to 4.
override ROWS: u32 = 1;

/// Eight neighbours of four rows of B.
struct Pairs { a: mat2x4f, b: mat2x4f, c: mat2x4f, d: mat2x4f }

fn right_pairs(at: vec4u) -> Pairs {
  return Pairs(right_pair(at.x), right_pair(at.y), right_pair(at.z), right_pair(at.w));
}

fn product_of(x: mat2x4f, w: mat2x4f) -> f32 { return dot(x[0], w[0]) + dot(x[1], w[1]); }

fn products(x: mat2x4f, w: Pairs) -> vec4f {
  return vec4f(product_of(x, w.a), product_of(x, w.b), product_of(x, w.c), product_of(x, w.d));
}

/// A row's eight results with what its next eight numbers add.
fn with_pairs(c: mat2x4f, at: u32, near: Pairs, far: Pairs) -> mat2x4f {
  let x = mat2x4f(left_four(at), left_four(at + 1u));
  return mat2x4f(c[0] + products(x, near), c[1] + products(x, far));
}

fn start(tile: Tile, column: u32) -> vec4f {
  if (BIAS) { return bias[bias_at(tile, min(column, params.columns - 4u))]; }
  return vec4f();
}

fn store(c: mat2x4f, tile: Tile, row: u32) {
  let at = product_row(tile, row) + tile.column / 4u;
  finish(c[0], at);
  if (tile.column + 4u < params.columns) { finish(c[1], at + 1u); }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at((group.y * groups.x + group.x) * WORKGROUP + local, 4u, 8u);
  if (!tile.exists) { return; }
  let rows = left_rows(tile, 0u).at;
  let near = right_columns(tile, tile.column).at;
  let far = right_columns(tile, tile.column + 4u).at;
  let fours = params.depth / 4u;
  var c0 = mat2x4f(start(tile, tile.column), start(tile, tile.column + 4u));
  var c1 = c0;
  var c2 = c0;
  var c3 = c0;
  for (var four = 0u; four < fours; four += 2u) {
    let a = right_pairs(near + four);
    let b = right_pairs(far + four);
    c0 = with_pairs(c0, rows.x + four, a, b);
    if (ROWS > 1u) { c1 = with_pairs(c1, rows.y + four, a, b); }
    if (ROWS > 2u) { c2 = with_pairs(c2, rows.z + four, a, b); }
    if (ROWS > 3u) { c3 = with_pairs(c3, rows.w + four, a, b); }
  }
  store(c0, tile, 0u);
  if (ROWS > 1u) { store(c1, tile, 1u); }
  if (ROWS > 2u) { store(c2, tile, 2u); }
  if (ROWS > 3u) { store(c3, tile, 3u); }
}
