// Merges the row tiles of batch_statistics: statistics = (mean, 1 / sqrt(variance + epsilon)), and
// running <- (1 - momentum) running + momentum batch, with the variance unbiased.
// LANES invocations share a column, each merges every LANES-th tile in order; lane 0 writes.
// FLOPs: 8 per tile and column; bytes: 8 per tile and column.
// include: moments

struct Params {
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
  tiles: u32,
  epsilon: f32,
  momentum: f32,
}

@group(0) @binding(0) var<storage, read> means: array<Vector>; // [tiles, columns]
@group(0) @binding(1) var<storage, read> squares: array<Vector>; // [tiles, columns]
@group(0) @binding(2) var<storage, read_write> running_mean: array<Vector>; // [columns]
@group(0) @binding(3) var<storage, read_write> running_variance: array<Vector>; // [columns]
@group(0) @binding(4) var<storage, read_write> statistics: array<Vector>; // [2, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(COLUMNS, LANES)
fn main(here: Invocation) {
  let columns = params.columns;
  let column = column_of(here);
  var moments = Moments(0.0, Vector(), Vector());
  if (column < columns) {
    for (var tile = here.local.y; tile < params.tiles; tile += LANES) {
      let count = min(params.rows_per_tile, params.rows - tile * params.rows_per_tile);
      let at = tile * columns + column;
      moments = merged(moments, Moments(f32(count), means[at], squares[at]));
    }
  }
  moments = merge_lanes(moments, here.local.xy);
  if (here.local.y == 0u && column < columns) {
    let variance = moments.squares / moments.count;
    let unbiased = moments.squares / max(moments.count - 1.0, 1.0);
    statistics[column] = moments.mean;
    statistics[columns + column] = inverseSqrt(variance + params.epsilon);
    running_mean[column] += params.momentum * (moments.mean - running_mean[column]);
    running_variance[column] += params.momentum * (unbiased - running_variance[column]);
  }
}
