// y[o, t, c] = factor * sum over the rows r of tile t of x[o, r, c]
// One workgroup per (COLUMNS columns, row tile, outer index); LANES invocations share a column, each adds
// every LANES-th row, and a tree adds the lanes. Further outer indices follow in a loop.
// FLOPs: 1 per element; bytes: 4 per element.
// include: column_lanes

struct Params {
  outer: u32,
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
  factor: f32,
}

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [outer, rows, columns]
@group(0) @binding(1) var<storage, read_write> y: array<Vector>; // [outer, tiles, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(COLUMNS, LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let column = group.x * COLUMNS + local.x;
  let columns = params.columns;
  let first = group.y * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  for (var outer = group.z; outer < params.outer; outer += groups.z) {
    var sum = Vector();
    if (column < columns) {
      let end = (outer * params.rows + last) * columns;
      let step = LANES * columns;
      var i = (outer * params.rows + first + local.y) * columns + column;
      for (; i + 3u * step < end; i += 4u * step) { // fewer turns: they cost a software adapter dearly
        sum += (x[i] + x[i + step]) + (x[i + 2u * step] + x[i + 3u * step]);
      }
      for (; i < end; i += step) {
        sum += x[i];
      }
    }
    sum = sum_of_lanes(sum, local.xy);
    if (local.y == 0u && column < columns) {
      y[(outer * groups.y + group.y) * columns + column] = params.factor * sum;
    }
  }
}
