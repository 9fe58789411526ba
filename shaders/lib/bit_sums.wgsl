// include: tile_order
// Products of numbers of a few bits, bit plane by bit plane: 4×4 results at a time.
//   sum over k of a·b = sum over planes i, j of ±2^(i + j) · countOneBits(A_i & B_j),
// where plane i holds bit i of 32 neighbouring numbers in a word, and the top plane of two's complement counts
// negative. Bipolar codes stand for odd numbers, a = 2q - (2^bits - 1): what that adds needs the sums of the codes.
// Word operations per 32 multiply-adds: 3 a pair of planes (and, count, add), the powers of two besides.
// Bytes: (LEFT_BITS + RIGHT_BITS) for 32 numbers of 4 rows and 4 columns, 16 each.
// The including kernel supplies where its operands lie, see lib/matmul_places.
// Source: Tulloch and Jia 2017 (arXiv 1712.02427), in the AND form, which needs no correction at an image's edge.

override WORKGROUP: u32 = 64;
/// Planes of either operand, 1 to 4.
override LEFT_BITS: u32 = 1;
override RIGHT_BITS: u32 = 1;
override LEFT_SIGNED: bool = false;
override RIGHT_SIGNED: bool = false;
override LEFT_BIPOLAR: bool = false;
override RIGHT_BIPOLAR: bool = false;
/// Rows of a tile that exist: 1 for a vector, otherwise 4.
override TILE_ROWS: u32 = 4;
/// Multiply-adds of a result, where both are bipolar: words may end in bits that stand for nothing.
override DEPTH: i32 = 0;

@group(0) @binding(0) var<storage, read> left: array<u32>; // planes of a matrix or an image
@group(0) @binding(1) var<storage, read> right: array<u32>; // planes of a transposed matrix, or of filters

/// One word of every plane of four rows or columns; those beyond the operand's bits are unused.
struct Planes { p0: vec4u, p1: vec4u, p2: vec4u, p3: vec4u }

/// Of 4×4 results row by row, and of the codes themselves.
struct Sums { r0: vec4i, r1: vec4i, r2: vec4i, r3: vec4i, left: vec4i, right: vec4i }

/// What plane i counts.
fn left_weight(i: u32) -> i32 { return select(1i << i, -(1i << i), LEFT_SIGNED && i + 1u == LEFT_BITS); }
fn right_weight(i: u32) -> i32 { return select(1i << i, -(1i << i), RIGHT_SIGNED && i + 1u == RIGHT_BITS); }

fn ones(words: vec4u) -> vec4i { return vec4i(countOneBits(words)); }

fn left_words(at: vec4u, exists: vec4<bool>) -> vec4u {
  if (TILE_ROWS == 1u) { return vec4u(select(0u, left[at.x], exists.x), 0u, 0u, 0u); }
  return select(vec4u(), vec4u(left[at.x], left[at.y], left[at.z], left[at.w]), exists);
}
fn right_words(at: vec4u) -> vec4u { return vec4u(right[at.x], right[at.y], right[at.z], right[at.w]); }

/// All planes of four columns, `plane` words apart.
fn right_planes(at: vec4u, plane: u32) -> Planes {
  var b: Planes;
  b.p0 = right_words(at);
  if (RIGHT_BITS > 1u) { b.p1 = right_words(at + plane); }
  if (RIGHT_BITS > 2u) { b.p2 = right_words(at + 2u * plane); }
  if (RIGHT_BITS > 3u) { b.p3 = right_words(at + 3u * plane); }
  return b;
}

fn with_pair(sums: Sums, a: vec4u, b: vec4u, weight: i32) -> Sums {
  let r0 = sums.r0 + weight * ones(vec4u(a.x) & b);
  if (TILE_ROWS == 1u) { return Sums(r0, sums.r1, sums.r2, sums.r3, sums.left, sums.right); }
  return Sums(r0, sums.r1 + weight * ones(vec4u(a.y) & b),
    sums.r2 + weight * ones(vec4u(a.z) & b), sums.r3 + weight * ones(vec4u(a.w) & b), sums.left, sums.right);
}

/// sums + plane i of four rows times every plane of four columns.
fn with_plane(sums: Sums, a: vec4u, i: u32, b: Planes) -> Sums {
  let weight = left_weight(i);
  var s = with_pair(sums, a, b.p0, weight * right_weight(0u));
  if (RIGHT_BITS > 1u) { s = with_pair(s, a, b.p1, weight * right_weight(1u)); }
  if (RIGHT_BITS > 2u) { s = with_pair(s, a, b.p2, weight * right_weight(2u)); }
  if (RIGHT_BITS > 3u) { s = with_pair(s, a, b.p3, weight * right_weight(3u)); }
  if (RIGHT_BIPOLAR) { s.left += weight * ones(a); }
  return s;
}

fn with_right(sums: Sums, b: Planes) -> Sums {
  var s = sums;
  s.right += right_weight(0u) * ones(b.p0);
  if (RIGHT_BITS > 1u) { s.right += right_weight(1u) * ones(b.p1); }
  if (RIGHT_BITS > 2u) { s.right += right_weight(2u) * ones(b.p2); }
  if (RIGHT_BITS > 3u) { s.right += right_weight(3u) * ones(b.p3); }
  return s;
}

/// A row of sums in the numbers that the codes stand for.
fn decoded(products: vec4i, leftSum: i32, rightSums: vec4i) -> vec4i {
  let l = (1i << LEFT_BITS) - 1i;
  let r = (1i << RIGHT_BITS) - 1i;
  if (LEFT_BIPOLAR && RIGHT_BIPOLAR) {
    return 4i * products - 2i * r * leftSum - 2i * l * rightSums + DEPTH * l * r;
  }
  if (LEFT_BIPOLAR) { return 2i * products - l * rightSums; }
  if (RIGHT_BIPOLAR) { return 2i * products - r * leftSum; }
  return products;
}

/// 4×4 results from (row, column) on, in the numbers that the codes stand for.
struct Results { r0: vec4i, r1: vec4i, r2: vec4i, r3: vec4i }

fn results_at(tile: Tile, row: u32, column: u32) -> Results {
  let rows = left_rows(tile, row);
  let columns = right_columns(tile, column);
  let leftPlane = arrayLength(&left) / LEFT_BITS;
  let rightPlane = arrayLength(&right) / RIGHT_BITS;
  var sums: Sums;
  for (var step = first_step(tile); step.k < tile.end; step = next_step(step)) {
    let b = right_planes(right_places(columns, step), rightPlane);
    let a = left_places(rows, step);
    sums = with_plane(sums, left_words(a.at, a.exists), 0u, b);
    if (LEFT_BITS > 1u) { sums = with_plane(sums, left_words(a.at + leftPlane, a.exists), 1u, b); }
    if (LEFT_BITS > 2u) { sums = with_plane(sums, left_words(a.at + 2u * leftPlane, a.exists), 2u, b); }
    if (LEFT_BITS > 3u) { sums = with_plane(sums, left_words(a.at + 3u * leftPlane, a.exists), 3u, b); }
    if (LEFT_BIPOLAR) { sums = with_right(sums, b); }
  }
  return Results(decoded(sums.r0, sums.left.x, sums.right), decoded(sums.r1, sums.left.y, sums.right),
    decoded(sums.r2, sums.left.z, sums.right), decoded(sums.r3, sums.left.w, sums.right));
}
