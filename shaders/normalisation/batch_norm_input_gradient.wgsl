// dx = scale * inverse_deviation * (g - shift_gradient / m - x_hat * scale_gradient / m), m = rows,
// x_hat = (x - mean) * inverse_deviation;   g = dy, or dy where x_hat * scale + shift > 0 (RELU)
// One invocation per column of a row tile, its factors in registers; LANES of them share a tile's rows.
// FLOPs: 5 per element (8 with RELU); bytes: 12 per element.

// include: row_tiles

override RELU: bool = false;

struct Params {
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(2) var<storage, read> statistics: array<Vector>; // [2, columns]
@group(0) @binding(3) var<storage, read> scale: array<Vector>; // [columns]
@group(0) @binding(4) var<storage, read> scale_gradient: array<Vector>; // [columns]
@group(0) @binding(5) var<storage, read> shift_gradient: array<Vector>; // [columns]
@group(0) @binding(6) var<storage, read> shift: array<Vector>; // [columns], used when RELU
@group(0) @binding(7) var<storage, read_write> dx: array<Vector>; // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(COLUMNS, LANES)
fn main(here: Invocation) {
  let column = column_of(here);
  let columns = params.columns;
  if (column >= columns) {
    return;
  }
  let mean = statistics[column];
  let inverse_deviation = statistics[columns + column];
  let factor = inverse_deviation * scale[column];
  let offset = shift[column];
  let mean_gradient = shift_gradient[column] / f32(params.rows);
  let slope = inverse_deviation * scale_gradient[column] / f32(params.rows);
  let walk = walk_of(here);
  for (var i = walk.first; i < walk.end; i += walk.step) {
    let distance = x[i] - mean;
    var g = dy[i];
    if (RELU) {
      g = select(Vector(), g, distance * factor + offset > Vector());
    }
    dx[i] = factor * ((g - mean_gradient) - distance * slope);
  }
}
