// mean[t, c] and squares[t, c] = sum over the rows r of tile t of (x[r, c] - mean[t, c])^2
// One workgroup per (COLUMNS columns, row tile); LANES invocations share a column, each reads every LANES-th
// row in blocks of four, and blocks, lanes and tiles are merged by Chan's update.
// FLOPs: about 4 per element; bytes: 4 per element.

// include: moments, row_tiles

struct Params {
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read_write> means: array<Vector>; // [tiles, columns]
@group(0) @binding(2) var<storage, read_write> squares: array<Vector>; // [tiles, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(COLUMNS, LANES)
fn main(here: Invocation) {
  let column = column_of(here);
  let columns = params.columns;
  var moments = Moments(0.0, Vector(), Vector());
  if (column < columns) {
    let walk = walk_of(here);
    let step = walk.step;
    var i = walk.first;
    for (; i + 3u * step < walk.end; i += 4u * step) {
      let x0 = x[i];
      let x1 = x[i + step];
      let x2 = x[i + 2u * step];
      let x3 = x[i + 3u * step];
      let mean = 0.25 * ((x0 + x1) + (x2 + x3));
      let d0 = x0 - mean;
      let d1 = x1 - mean;
      let d2 = x2 - mean;
      let d3 = x3 - mean;
      moments = merged(moments, Moments(4.0, mean, (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3)));
    }
    for (; i < walk.end; i += step) {
      moments = merged(moments, Moments(1.0, x[i], Vector()));
    }
  }
  moments = merge_lanes(moments, here.local.xy);
  if (here.local.y == 0u && column < columns) {
    means[here.group.y * columns + column] = moments.mean;
    squares[here.group.y * columns + column] = moments.squares;
  }
}
