// include: matmul_places, tile_order
// C = epilogue(A·Bᵀ) for up to four rows of A and coded rows of B, whose loads are all that matters.
// One invocation per eight columns; a step is eight numbers of each, so that a word of codes is loaded once, and the
// scale and offset of its group with it. For adapters where a load costs more than arithmetic.
// FLOPs: 2·rows·depth a column; bytes: rows·depth / 2 and depth·bits / 8 read a column, 4·rows written.

override WORKGROUP: u32 = 4;
/// Rows of A, 1 to 4.
override ROWS: u32 = 1;

/// Eight neighbours of a row of B, as they lie in their words, and the scale and offset of their group.
struct Codes {
  fields: mat2x4f,
  // Of three bits, the upper one.
  upper: mat2x4f,
  group: vec2f,
}

/// Fours `at` and at + 1, for an even `at`.
fn codes_at(at: u32) -> Codes {
  var codes = Codes(mat2x4f(), mat2x4f(), affine[at / GROUP]);
  if (BITS == 8u) {
    codes.fields = mat2x4f(raw_bytes(right[at]), raw_bytes(right[at + 1u]));
  } else if (BITS == 4u) {
    let word = right[at / 2u];
    codes.fields = mat2x4f(raw_fields(word, 4u), raw_fields(word >> 16u, 4u));
  } else {
    let word = lower_word(at);
    codes.fields = mat2x4f(raw_fields(word, 2u), raw_fields(word >> 8u, 2u));
  }
  if (BITS == 3u) {
    let word = upper_word(at);
    codes.upper = mat2x4f(raw_fields(word, 1u), raw_fields(word >> 4u, 1u));
  }
  return codes;
}

/// Eight numbers of a row of A, times what the fields that they meet are worth, so that no code need be.
struct Weighed {
  fields: mat2x4f,
  upper: mat2x4f,
  // What bytes miss of their last field, and the sum of all eight, which meets the offset.
  missing: f32,
  sum: f32,
}

fn units_of_fields() -> vec4f {
  if (BITS == 8u) { return UNITS8; }
  if (BITS == 4u) { return UNITS4; }
  return UNITS2;
}

fn weighed_at(at: u32) -> Weighed {
  let x = mat2x4f(left_four(at), left_four(at + 1u));
  let units = units_of_fields();
  var weighed = Weighed(mat2x4f(x[0] * units, x[1] * units), mat2x4f(), 0.0, dot(x[0] + x[1], vec4f(1.0)));
  if (BITS == 3u) { weighed.upper = mat2x4f(x[0] * (4.0 * UNITS1), x[1] * (4.0 * UNITS1)); }
  if (BITS == 8u) { weighed.missing = 128.0 * (x[0].w + x[1].w); }
  return weighed;
}

fn product_of(x: Weighed, w: Codes) -> f32 {
  var sum = dot(x.fields[0], w.fields[0]) + dot(x.fields[1], w.fields[1]) + x.missing;
  if (BITS == 3u) { sum += dot(x.upper[0], w.upper[0]) + dot(x.upper[1], w.upper[1]); }
  return sum * w.group.x + x.sum * w.group.y;
}

struct FourCodes { a: Codes, b: Codes, c: Codes, d: Codes }

fn four_codes(at: vec4u) -> FourCodes {
  return FourCodes(codes_at(at.x), codes_at(at.y), codes_at(at.z), codes_at(at.w));
}

fn products(x: Weighed, w: FourCodes) -> vec4f {
  return vec4f(product_of(x, w.a), product_of(x, w.b), product_of(x, w.c), product_of(x, w.d));
}

/// A row's eight results with what its next eight numbers add.
fn with_eight(c: mat2x4f, at: u32, near: FourCodes, far: FourCodes) -> mat2x4f {
  let x = weighed_at(at);
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
    let a = four_codes(near + four);
    let b = four_codes(far + four);
    c0 = with_eight(c0, rows.x + four, a, b);
    if (ROWS > 1u) { c1 = with_eight(c1, rows.y + four, a, b); }
    if (ROWS > 2u) { c2 = with_eight(c2, rows.z + four, a, b); }
    if (ROWS > 3u) { c3 = with_eight(c3, rows.w + four, a, b); }
  }
  store(c0, tile, 0u);
  if (ROWS > 1u) { store(c1, tile, 1u); }
  if (ROWS > 2u) { store(c2, tile, 2u); }
  if (ROWS > 3u) { store(c3, tile, 3u); }
}
