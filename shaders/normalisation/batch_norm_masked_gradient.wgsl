// scale_gradient[t, c] = sum over the rows of tile t of g * (x - mean) * inverse_deviation
// shift_gradient[t, c] = sum over the rows of tile t of g
// masked[r, c] = g = dy where y > 0, for a y that more than x decides
// One workgroup per (COLUMNS columns, row tile); LANES invocations share a column and add up by a tree.
// FLOPs: 4 per element; bytes: 16 per element.

// include: batch_norm_sums

struct Params {
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(2) var<storage, read> statistics: array<Vector>; // [2, columns]
@group(0) @binding(3) var<storage, read> y: array<Vector>; // [rows, columns]
@group(0) @binding(4) var<storage, read_write> scale_gradient: array<Vector>; // [tiles, columns]
@group(0) @binding(5) var<storage, read_write> shift_gradient: array<Vector>; // [tiles, columns]
@group(0) @binding(6) var<storage, read_write> masked: array<Vector>; // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

alias Channel = Vector; // the mean

fn channel_of(column: u32, inverse_deviation: Vector) -> Channel {
  return statistics[column];
}

fn with_element(sums: Sums, i: u32, mean: Channel) -> Sums {
  let g = select(Vector(), dy[i], y[i] > Vector());
  masked[i] = g;
  return Sums(sums.centred + g * (x[i] - mean), sums.plain + g);
}
