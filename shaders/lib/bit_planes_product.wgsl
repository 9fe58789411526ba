// include: bit_sums
// Products of numbers of a few bits that end as the bit planes of the next product's left operand:
//   code = clamp(round((sum·multiplier[n] + bias[n] + residual) / step), 0, 2^RESULT_BITS - 1).
// An invocation makes whole words: four rows of 32 columns, four columns at a time.
// Bytes: those of lib/bit_sums, RESULT_BITS / 8 written per result, and as many or 4 read of a residual.

override RESULT_BITS: u32 = 2;
/// 0: none; 1: in planes like the result's; 2: as real numbers.
override RESIDUAL: u32 = 0;

@group(0) @binding(2) var<storage, read> multipliers: array<f32>; // [columns]
@group(0) @binding(3) var<storage, read> bias: array<f32>; // [columns]
@group(0) @binding(4) var<storage, read> residualPlanes: array<u32>; // [RESULT_BITS, rows, words]
@group(0) @binding(5) var<storage, read> steps: array<f32>; // [2]: of the residual's codes, of the result's
@group(0) @binding(6) var<storage, read> residual: array<f32>; // [rows, columns]
@group(0) @binding(7) var<storage, read_write> planes: array<u32>; // [RESULT_BITS, rows, words]

fn columns_of_result() -> u32 { return arrayLength(&multipliers); }
fn words_of_result() -> u32 { return (columns_of_result() + 31u) / 32u; }
fn plane_of_result() -> u32 { return params.rows * words_of_result(); }

const LANES = vec4u(0u, 1u, 2u, 3u);

/// What four neighbouring codes of the residual are worth; `word` holds them in plane 0, from bit `first` on.
fn residual_codes(word: u32, first: u32) -> vec4f {
  var code = vec4u();
  for (var i = 0u; i < RESULT_BITS; i++) {
    code |= ((vec4u(residualPlanes[i * plane_of_result() + word]) >> (LANES + first)) & vec4u(1u)) << vec4u(i);
  }
  return vec4f(code) * steps[0];
}

/// Plane i of four neighbouring codes.
fn plane_of(code: vec4u, i: u32) -> u32 {
  let bits = ((code >> vec4u(i)) & vec4u(1u)) << LANES;
  return bits.x | bits.y | bits.z | bits.w;
}

/// Bits of four neighbouring results, a component a plane, where they lie in the word.
fn coded(sums: vec4i, row: u32, column: u32) -> vec4u {
  if (row >= params.rows) { return vec4u(); }
  let exists = column + LANES < vec4u(columns_of_result());
  let n = select(vec4u(column), column + LANES, exists);
  let m = vec4f(multipliers[n.x], multipliers[n.y], multipliers[n.z], multipliers[n.w]);
  var v = fma(vec4f(sums), m, vec4f(bias[n.x], bias[n.y], bias[n.z], bias[n.w]));
  if (RESIDUAL == 1u) { v += residual_codes(row * words_of_result() + column / 32u, column % 32u); }
  if (RESIDUAL == 2u) {
    let at = row * columns_of_result() + n;
    v += vec4f(residual[at.x], residual[at.y], residual[at.z], residual[at.w]);
  }
  let code = vec4u(clamp(round(v / steps[1]), vec4f(0.0), vec4f(f32((1u << RESULT_BITS) - 1u))));
  let there = select(vec4u(), code, exists);
  return vec4u(plane_of(there, 0u), plane_of(there, 1u), plane_of(there, 2u), plane_of(there, 3u)) << vec4u(column % 32u);
}

fn write_words(row: u32, column: u32, bits: vec4u) {
  if (row >= params.rows) { return; }
  let at = row * words_of_result() + column / 32u;
  planes[at] = bits.x;
  if (RESULT_BITS > 1u) { planes[plane_of_result() + at] = bits.y; }
  if (RESULT_BITS > 2u) { planes[2u * plane_of_result() + at] = bits.z; }
  if (RESULT_BITS > 3u) { planes[3u * plane_of_result() + at] = bits.w; }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at((group.y * groups.x + group.x) * WORKGROUP + local, TILE_ROWS, 32u);
  if (!tile.exists) { return; }
  var r0 = vec4u();
  var r1 = vec4u();
  var r2 = vec4u();
  var r3 = vec4u();
  for (var column = tile.column; column < min(tile.column + 32u, columns_of_result()); column += 4u) {
    let results = results_at(tile, tile.row, column);
    r0 |= coded(results.r0, tile.row, column);
    if (TILE_ROWS == 1u) { continue; }
    r1 |= coded(results.r1, tile.row + 1u, column);
    r2 |= coded(results.r2, tile.row + 2u, column);
    r3 |= coded(results.r3, tile.row + 3u, column);
  }
  write_words(tile.row, tile.column, r0);
  if (TILE_ROWS == 1u) { return; }
  write_words(tile.row + 1u, tile.column, r1);
  write_words(tile.row + 2u, tile.column, r2);
  write_words(tile.row + 3u, tile.column, r3);
}
