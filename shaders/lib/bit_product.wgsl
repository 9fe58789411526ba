// include: bit_sums
// Products of numbers of a few bits as lib/integer_epilogue finishes them: 4×4 results an invocation, see lib/bit_sums.

fn write_row(tile: Tile, row: u32, sums: vec4i) {
  if (row < params.rows) { finish_integers(sums, product_row(tile, row) + tile.column / 4u); }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at((group.y * groups.x + group.x) * WORKGROUP + local, TILE_ROWS, 4u);
  if (!tile.exists) { return; }
  let results = results_at(tile, tile.row, tile.column);
  write_row(tile, tile.row, results.r0);
  if (TILE_ROWS == 1u) { return; }
  write_row(tile, tile.row + 1u, results.r1);
  write_row(tile, tile.row + 2u, results.r2);
  write_row(tile, tile.row + 3u, results.r3);
}
