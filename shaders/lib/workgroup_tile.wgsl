// include: tile_order
// C = A·B by workgroups of 64 that share their operands' tiles.
// A workgroup owns 32·SPAN × 32·SPAN results and an invocation 4·SPAN × 4·SPAN of them, in SPAN² blocks that
// lie 32 apart, so that neighbours read neighbouring words. Every 16 steps along the inner axis each invocation
// fetches 4×4 blocks of both operands into workgroup memory (one of either with SPAN 2: 8.5 KiB in all).
// FLOPs: 2·rows·columns·depth; bytes: rows·columns·depth / (4·SPAN) read, 4·rows·columns written.
// Base profile; the operands come from the including kernel, see lib/quad_tile for what it must supply.

/// Rows (or columns) of a tile in fours, and one more, so that the four steps of a block fall into different banks.
const FOURS: u32 = 8u * SPAN;
const PITCH: u32 = FOURS + 1u;
const DEPTH: u32 = 16;

var<workgroup> leftTile: array<vec4f, DEPTH * PITCH>; // [k][row / 4]
var<workgroup> rightTile: array<vec4f, DEPTH * PITCH>; // [k][column / 4]

/// Stores block[j] as step k + j of the rows (or columns) `four`.
fn keep_left(block: mat4x4f, four: u32, k: u32) {
  for (var j = 0u; j < 4u; j++) { leftTile[(k + j) * PITCH + four] = block[j]; }
}
fn keep_right(block: mat4x4f, four: u32, k: u32) {
  for (var j = 0u; j < 4u; j++) { rightTile[(k + j) * PITCH + four] = block[j]; }
}

/// c[i] = row i of a 4×4 block of C.
fn multiply(c: mat4x4f, a: vec4f, b: vec4f) -> mat4x4f {
  return mat4x4f(c[0] + a.x * b, c[1] + a.y * b, c[2] + a.z * b, c[3] + a.w * b);
}

fn start(tile: Tile, column: u32) -> mat4x4f {
  var b = vec4f();
  if (BIAS) { b = bias[bias_at(tile, min(column, params.columns - 4u))]; }
  return mat4x4f(b, b, b, b);
}

fn store(c: mat4x4f, tile: Tile, row: u32, column: u32) {
  if (column >= params.columns) { return; }
  for (var i = 0u; i < 4u; i++) {
    if (row + i < params.rows) { finish(c[i], product_row(tile, row + i) + column / 4u); }
  }
}

fn advanced(begin: Step, fours: u32) -> Step {
  var step = begin;
  for (var i = 0u; i < fours; i++) { step = next_step(step); }
  return step;
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at(group.y * groups.x + group.x, 32u * SPAN, 32u * SPAN);
  if (!tile.exists) { return; }
  // Fetching: rows go four steps at a time along the inner axis, columns along the columns, as both lie in
  // memory when nothing is transposed. With SPAN 1 half of the invocations fetch each operand.
  let rowFour = (local / 4u) % FOURS;
  let rowStep = 4u * (local % 4u);
  let columnFour = local % FOURS;
  let columnStep = 4u * ((local / FOURS) % 4u);
  let rows = left_rows(tile, tile.row + 4u * rowFour);
  let columns = right_columns(tile, tile.column + 4u * columnFour);
  let down = local / 8u;
  let across = local % 8u;
  let row = tile.row + 4u * down;
  let column = tile.column + 4u * across;
  var c00 = start(tile, column);
  var c10 = c00;
  var c01 = start(tile, column + 32u);
  var c11 = c01;
  var rowWalk = advanced(first_step(tile), rowStep / 4u);
  var columnWalk = advanced(first_step(tile), columnStep / 4u);
  for (var k = tile.begin; k < tile.end; k += DEPTH) {
    if (SPAN == 2u || local < 32u) {
      var block = mat4x4f();
      if (rowWalk.k < tile.end) { block = transpose(left_block(rows, rowWalk)); }
      keep_left(block, rowFour, rowStep);
    }
    if (SPAN == 2u || local >= 32u) {
      keep_right(right_block(columns, columnWalk), columnFour, columnStep);
    }
    workgroupBarrier();
    for (var j = 0u; j < DEPTH; j++) {
      let a0 = leftTile[j * PITCH + down];
      let b0 = rightTile[j * PITCH + across];
      c00 = multiply(c00, a0, b0);
      if (SPAN == 2u) {
        let a1 = leftTile[j * PITCH + down + 8u];
        let b1 = rightTile[j * PITCH + across + 8u];
        c10 = multiply(c10, a1, b0);
        c01 = multiply(c01, a0, b1);
        c11 = multiply(c11, a1, b1);
      }
    }
    workgroupBarrier();
    rowWalk = advanced(rowWalk, DEPTH / 4u);
    columnWalk = advanced(columnWalk, DEPTH / 4u);
  }
  store(c00, tile, row, column);
  if (SPAN == 2u) {
    store(c10, tile, row + 32u, column);
    store(c01, tile, row, column + 32u);
    store(c11, tile, row + 32u, column + 32u);
  }
}
