// include: tile_order
// C = A·B by invocations on their own, each with 16 × 16 results in registers.
// In steps of four along the inner axis an invocation loads four 4×4 blocks of either operand: 128 scalar
// loads feed 1024 multiply-adds. Nothing is shared, so nothing is waited for: the base profile's choice
// where workgroup memory is no faster than any other.
// FLOPs: 2·rows·columns·depth; bytes: rows·columns·depth / 2 read, 4·rows·columns written.
// The operands come from the including kernel, see lib/quad_tile for what it must supply.

override WORKGROUP: u32 = 4;

/// Four rows of results by four blocks of four columns: [block][i] = row i.
alias Strip = array<mat4x4f, 4>;

fn multiply_block(c: mat4x4f, a: mat4x4f, b: mat4x4f) -> mat4x4f {
  return mat4x4f(b * a[0] + c[0], b * a[1] + c[1], b * a[2] + c[2], b * a[3] + c[3]);
}

fn multiply_strip(c: Strip, a: mat4x4f, b: Strip) -> Strip {
  return Strip(multiply_block(c[0], a, b[0]), multiply_block(c[1], a, b[1]), multiply_block(c[2], a, b[2]),
    multiply_block(c[3], a, b[3]));
}

/// Four rows that start with the bias.
fn start(tile: Tile) -> Strip {
  var strip: Strip;
  if (BIAS) {
    for (var j = 0u; j < 4u; j++) {
      let b = bias[bias_at(tile, min(tile.column + 4u * j, params.columns - 4u))];
      strip[j] = mat4x4f(b, b, b, b);
    }
  }
  return strip;
}

fn store(strip: Strip, tile: Tile, row: u32) {
  var values = strip;
  for (var j = 0u; j < 4u; j++) {
    let column = tile.column + 4u * j;
    for (var i = 0u; i < 4u; i++) {
      if (row + i < params.rows && column < params.columns) {
        finish(values[j][i], product_row(tile, row + i) + column / 4u);
      }
    }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at((group.y * groups.x + group.x) * WORKGROUP + local, 16u, 16u);
  if (!tile.exists) { return; }
  let left0 = left_rows(tile, tile.row);
  let left1 = left_rows(tile, tile.row + 4u);
  let left2 = left_rows(tile, tile.row + 8u);
  let left3 = left_rows(tile, tile.row + 12u);
  let right0 = right_columns(tile, tile.column);
  let right1 = right_columns(tile, tile.column + 4u);
  let right2 = right_columns(tile, tile.column + 8u);
  let right3 = right_columns(tile, tile.column + 12u);
  var c0 = start(tile);
  var c1 = c0;
  var c2 = c0;
  var c3 = c0;
  for (var step = first_step(tile); step.k < tile.end; step = next_step(step)) {
    let b = Strip(right_block(right0, step), right_block(right1, step), right_block(right2, step),
      right_block(right3, step));
    c0 = multiply_strip(c0, left_block(left0, step), b);
    c1 = multiply_strip(c1, left_block(left1, step), b);
    c2 = multiply_strip(c2, left_block(left2, step), b);
    c3 = multiply_strip(c3, left_block(left3, step), b);
  }
  store(c0, tile, tile.row);
  store(c1, tile, tile.row + 4u);
  store(c2, tile, tile.row + 8u);
  store(c3, tile, tile.row + 12u);
}
