// include: matmul_operands, tile_order
// C = epilogue(A·op(B)) for up to four rows of A, where the loads of B are all that matters.
// One invocation per four columns: a step is four numbers of each row of A and a 4×4 block of B, which all rows share.
// For adapters where a load costs more than arithmetic.
// FLOPs: 2·rows·depth a column; bytes: rows·depth and 4·depth read a column, 4·rows written.

override WORKGROUP: u32 = 4;
/// Rows of A, 1 to 4.
override ROWS: u32 = 1;

/// What a step multiplies each row by: the next four numbers of row i, as [i].
fn left_step(rows: Left, step: Step) -> mat4x4f {
  if (TRANSPOSE_LEFT) { return left_block(rows, step); }
  var next: mat4x4f;
  let at = left_places(rows, step).at;
  next[0] = left_four(at.x);
  if (ROWS > 1u) { next[1] = left_four(at.y); }
  if (ROWS > 2u) { next[2] = left_four(at.z); }
  if (ROWS > 3u) { next[3] = left_four(at.w); }
  return next;
}

fn store(c: vec4f, tile: Tile, row: u32) { finish(c, product_row(tile, row) + tile.column / 4u); }

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at((group.y * groups.x + group.x) * WORKGROUP + local, 4u, 4u);
  if (!tile.exists) { return; }
  let rows = left_rows(tile, 0u);
  let columns = right_columns(tile, tile.column);
  var c0 = vec4f();
  if (BIAS) { c0 = bias[bias_at(tile, tile.column)]; }
  var c1 = c0;
  var c2 = c0;
  var c3 = c0;
  for (var step = first_step(tile); step.k < tile.end; step = next_step(step)) {
    let a = left_step(rows, step);
    let b = right_block(columns, step);
    c0 += b * a[0];
    if (ROWS > 1u) { c1 += b * a[1]; }
    if (ROWS > 2u) { c2 += b * a[2]; }
    if (ROWS > 3u) { c3 += b * a[3]; }
  }
  store(c0, tile, 0u);
  if (ROWS > 1u) { store(c1, tile, 1u); }
  if (ROWS > 2u) { store(c2, tile, 2u); }
  if (ROWS > 3u) { store(c3, tile, 3u); }
}
