// include: tile_order
// C = A·B by quads of four invocations that pass columns among themselves.
// A workgroup is one quad and owns 16·ROW_BLOCKS × 16·COLUMN_BLOCKS results. Of each 16 rows and each 16
// columns a lane loads four; the other lanes' columns reach it by three quad swaps (lane ^ 1, ^ 2, ^ 3),
// so each loaded value is used by all four lanes: (ROW_BLOCKS + COLUMN_BLOCKS)·16 scalar loads of a lane
// feed ROW_BLOCKS·COLUMN_BLOCKS·256 multiply-adds. For adapters where a load costs more than arithmetic.
// FLOPs: 2·rows·columns·depth; bytes: 4·rows·columns·depth·(1/height + 1/width) read, 4·rows·columns written.
//
// The including kernel supplies its operands: `struct Left`, `struct Right`, `struct Step`, and
//   left_rows(tile, row) -> Left                    what a lane keeps for rows row .. row + 3
//   right_columns(tile, column) -> Right            the same for four columns
//   first_step(tile) -> Step, next_step(step)       the walk along the inner axis in fours; step.k is where
//   left_block(left, step) -> mat4x4f               [i] = A[row + i, k .. k + 3], zero beyond the depth
//   right_block(right, step) -> mat4x4f             [j] = B[k + j, column .. column + 3], finite everywhere
//   product_row(tile, row), bias_at(tile, column)   where a row of C and a column's bias lie, in fours

/// Accumulators that start with the bias.
fn start(tile: Tile, column: u32) -> Stack {
  var b = vec4f();
  if (BIAS) { b = bias[bias_at(tile, min(column, params.columns - 4u))]; }
  return repeated(b);
}

fn store_row(values: mat4x4f, exists: bool, at: u32, column: vec4u) {
  if (exists && column.x < params.columns) { finish(values[0], at + column.x / 4u); }
  if (exists && column.y < params.columns) { finish(values[1], at + column.y / 4u); }
  if (exists && column.z < params.columns) { finish(values[2], at + column.z / 4u); }
  if (exists && column.w < params.columns) { finish(values[3], at + column.w / 4u); }
}

fn store(block: Block, tile: Tile, row: u32, column: vec4u) {
  // A loop keeps the shader quick to compile, and passing rows forward keeps its indices constant.
  var values = block;
  for (var i = 0u; i < 4u; i++) {
    store_row(values[0], row + i < params.rows, product_row(tile, row + i), column);
    values = Block(values[1], values[2], values[3], values[0]);
  }
}

fn store_stack(c: Stack, tile: Tile, row: u32, column: vec4u) {
  store(c.upper, tile, row, column);
  if (ROW_BLOCKS > 1u) { store(c.lower, tile, row + 16u, column); }
}

/// The accumulators of a tile, a stack for each block of columns.
struct Sums { c0: Stack, c1: Stack, c2: Stack }
struct Operands { upper: Left, lower: Left, right0: Right, right1: Right, right2: Right }

fn with_step(c: Sums, operands: Operands, step: Step) -> Sums {
  var sums = c;
  let a0 = left_block(operands.upper, step);
  var a1: mat4x4f;
  if (ROW_BLOCKS > 1u) { a1 = left_block(operands.lower, step); }
  sums.c0 = multiply_stack(c.c0, a0, a1, right_block(operands.right0, step));
  if (COLUMN_BLOCKS > 1u) { sums.c1 = multiply_stack(c.c1, a0, a1, right_block(operands.right1, step)); }
  if (COLUMN_BLOCKS > 2u) { sums.c2 = multiply_stack(c.c2, a0, a1, right_block(operands.right2, step)); }
  return sums;
}

@compute @workgroup_size(4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let tile = tile_at(group.y * groups.x + group.x, 16u * ROW_BLOCKS, 16u * COLUMN_BLOCKS);
  if (!tile.exists) { return; }
  let lane = invocation & 3u;
  let row = tile.row + 4u * lane;
  let column = tile.column + 4u * lane;
  let operands = Operands(left_rows(tile, row), left_rows(tile, row + 16u),
    right_columns(tile, column), right_columns(tile, column + 16u), right_columns(tile, column + 32u));
  var c = Sums(start(tile, column), start(tile, column + 16u), start(tile, column + 32u));
  for (var step = first_step(tile); step.k < tile.end; step = next_step(step)) {
    c = with_step(c, operands, step);
    if (STEPS > 1u) {
      step = next_step(step);
      c = with_step(c, operands, step);
    }
  }
  let columns = tile.column + 4u * (vec4u(lane) ^ vec4u(0u, 1u, 2u, 3u));
  store_stack(c.c0, tile, row, columns);
  if (COLUMN_BLOCKS > 1u) { store_stack(c.c1, tile, row, columns + 16u); }
  if (COLUMN_BLOCKS > 2u) { store_stack(c.c2, tile, row, columns + 32u); }
}
