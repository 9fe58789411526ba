// y = activation((x - running_mean) / sqrt(running_variance + epsilon) * scale + shift [+ residual])
// One invocation per column of a row tile, its factors in registers; LANES of them share a tile's rows.
// FLOPs: 4 per element; bytes: 8 per element (12 with a residual).

// include: batch_norm_rows

struct Params {
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> running_mean: array<Vector>; // [columns]
@group(0) @binding(2) var<storage, read> running_variance: array<Vector>; // [columns]
@group(0) @binding(3) var<storage, read> scale: array<Vector>; // [columns]
@group(0) @binding(4) var<storage, read> shift: array<Vector>; // [columns]
@group(0) @binding(5) var<storage, read> residual: array<Vector>; // [rows, columns], used when RESIDUAL
@group(0) @binding(6) var<storage, read_write> y: array<Vector>; // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

fn channel_of(column: u32) -> Channel {
  let factor = inverseSqrt(running_variance[column] + params.epsilon) * scale[column];
  return Channel(running_mean[column], factor, shift[column]);
}
