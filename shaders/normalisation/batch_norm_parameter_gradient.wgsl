// scale_gradient[t, c] = sum over the rows of tile t of g * (x - mean) * inverse_deviation
// shift_gradient[t, c] = sum over the rows of tile t of g
// g = dy, or dy where (x - mean) * inverse_deviation * scale + shift > 0 (RELU)
// One workgroup per (COLUMNS columns, row tile); LANES invocations share a column and add up by a tree.
// FLOPs: 4 per element; bytes: 8 per element.

// include: batch_norm_sums

override RELU: bool = false;

struct Params {
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(2) var<storage, read> statistics: array<Vector>; // [2, columns]
@group(0) @binding(3) var<storage, read> scale: array<Vector>; // [columns], used when RELU
@group(0) @binding(4) var<storage, read> shift: array<Vector>; // [columns], used when RELU
@group(0) @binding(5) var<storage, read_write> scale_gradient: array<Vector>; // [tiles, columns]
@group(0) @binding(6) var<storage, read_write> shift_gradient: array<Vector>; // [tiles, columns]
@group(1) @binding(0) var<uniform> params: Params;

struct Channel {
  mean: Vector,
  factor: Vector, // inverse_deviation * scale
  offset: Vector,
}

fn channel_of(column: u32, inverse_deviation: Vector) -> Channel {
  return Channel(statistics[column], inverse_deviation * scale[column], shift[column]);
}

fn with_element(sums: Sums, i: u32, channel: Channel) -> Sums {
  let distance = x[i] - channel.mean;
  var g = dy[i];
  if (RELU) {
    g = select(Vector(), g, distance * channel.factor + channel.offset > Vector());
  }
  return Sums(sums.centred + g * distance, sums.plain + g);
}
