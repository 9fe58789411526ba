// include: places
// Where the operands of C = op(A)·op(B) lie: strided matrices whose rows are whole fours of elements.
//   A: [.., rows, depth], or [.., depth, rows] transposed; B: [.., depth, columns], or [.., columns, depth].

override TRANSPOSE_LEFT: bool = false;
override TRANSPOSE_RIGHT: bool = false;

struct Params {
  rows: u32,
  columns: u32,
  depth: u32,
  depthPerSplit: u32,
  splits: u32,
  tilesAcross: u32,
  tilesEach: u32,
  tiles: u32,
  // Distances in fours: between stored rows, and between the matrices of a batch.
  leftStride: u32,
  rightStride: u32,
  productStride: u32,
  leftBatch: u32,
  rightBatch: u32,
  productBatch: u32,
  // Between the partial products of a split.
  productSplit: u32,
  // Of coded results, see lib/integer_result_i8.
  resultFactor: f32,
  resultZero: i32,
}

@group(1) @binding(0) var<uniform> params: Params;

/// Where a lane's four rows (or columns) begin, or where its four begin in the first stored row.
struct Left { at: vec4u, stride: u32, depth: u32 }
struct Right { at: vec4u, stride: u32, last: u32 }
/// Inner position k, which is four number `four` (kept, for SwiftShader divides number by number).
struct Step { k: u32, four: u32 }

fn first_step(tile: Tile) -> Step { return Step(tile.begin, tile.begin / 4u); }
fn next_step(step: Step) -> Step { return Step(step.k + 4u, step.four + 1u); }

fn left_rows(tile: Tile, row: u32) -> Left {
  let base = tile.batch * params.leftBatch;
  let four = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
  let stored = select(four * params.leftStride, vec4u(min(row, params.rows - 1u) / 4u), TRANSPOSE_LEFT);
  return Left(base + stored, params.leftStride, params.depth);
}

fn right_columns(tile: Tile, column: u32) -> Right {
  let base = tile.batch * params.rightBatch;
  let four = min(column + vec4u(0u, 1u, 2u, 3u), vec4u(params.columns - 1u));
  let stored = select(vec4u(min(column, params.columns - 1u) / 4u), four * params.rightStride, TRANSPOSE_RIGHT);
  return Right(base + stored, params.rightStride, params.depth - 1u);
}

/// Where four rows' next fours lie.
fn left_places(rows: Left, step: Step) -> Places { return Places(rows.at + step.four, vec4<bool>(true)); }
fn right_places(columns: Right, step: Step) -> vec4u { return columns.at + step.four; }

fn product_row(tile: Tile, row: u32) -> u32 {
  return tile.batch * params.productBatch + tile.split * params.productSplit + row * params.productStride;
}

fn bias_at(tile: Tile, column: u32) -> u32 { return column / 4u; }
