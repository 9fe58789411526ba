// include: matmul_operands, tile_order
// C = epilogue(A·op(B)) for up to four rows of A, where the loads of B are all that matters.
// One invocation per four columns: a step is four numbers of each row of A and a 4×4 block of B, which all rows share.
// For adapters where a load costs more than arithmetic.
// FLOPs: 2·rows·depth a column; bytes: rows·depth and 4·depth read a column, 4·rows written.

override WORKGROUP: u32 = 4;
/// Rows of A, 1 to 4.
override ROWS: u32 = 1;

fn store(c: vec4f, tile: Tile, row: u32) { finish(c, product_row(tile, row) + tile.column / 4u); }

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at((group.y * groups.x + group.x) * WORKGROUP + local, 4u, 4u);
  if (!tile.exists) { return; }
  let rows = left_rows(tile, 0u).at;
  let columns = right_columns(tile, tile.column);
  var c0 = vec4f();
  if (BIAS) { c0 = bias[bias_at(tile, tile.column)]; }
  var c1 = c0;
  var c2 = c0;
  var c3 = c0;
  for (var step = first_step(tile); step.k < tile.end; step = next_step(step)) {
    let b = right_block(columns, step);
    c0 += b * left_four(rows.x + step.four);
    if (ROWS > 1u) { c1 += b * left_four(rows.y + step.four); }
    if (ROWS > 2u) { c2 += b * left_four(rows.z + step.four); }
    if (ROWS > 3u) { c3 += b * left_four(rows.w + step.four); }
  }
  store(c0, tile, 0u);
  if (ROWS > 1u) { store(c1, tile, 1u); }
  if (ROWS > 2u) { store(c2, tile, 2u); }
  if (ROWS > 3u) { store(c3, tile, 3u); }
}
