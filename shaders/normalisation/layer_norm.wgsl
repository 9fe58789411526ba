// y = (x - mean) * inverse_deviation * scale + shift, mean and deviation of each row
// LANES invocations share a row and ROWS rows a workgroup; each lane reads every LANES-th vector of its row
// once for the statistics (blocks merged by Chan's update) and once more to write.
// FLOPs: 8 per element; bytes: 8 per element (the second read hits the cache).
// include: row_lanes

struct Params {
  rows: u32,
  columns: u32, // in vectors
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> scale: array<Vector>; // [columns]
@group(0) @binding(2) var<storage, read> shift: array<Vector>; // [columns]
@group(0) @binding(3) var<storage, read_write> y: array<Vector>; // [rows, columns]
@group(0) @binding(4) var<storage, read_write> means: array<f32>; // [rows]
@group(0) @binding(5) var<storage, read_write> inverse_deviations: array<f32>; // [rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES, ROWS)
fn main(here: Invocation) {
  let local = here.local.xy;
  let columns = params.columns;
  let row = row_of(here);
  let present = row < params.rows;
  let start = row * columns;
  var count = 0.0;
  var own_mean = 0.0;
  var squares = 0.0;
  if (present) {
    for (var i = local.x; i < columns; i += LANES) {
      let value = x[start + i];
      let block_mean = total(value) / f32(WIDTH);
      let distance = value - block_mean;
      let jump = block_mean - own_mean;
      let share = f32(WIDTH) / (count + f32(WIDTH));
      own_mean += share * jump;
      squares += total(distance * distance) + count * share * jump * jump;
      count += f32(WIDTH);
    }
  }
  let elements = f32(columns * WIDTH);
  let mean = sum_of_row(count * own_mean, local) / elements;
  let apart = own_mean - mean;
  let variance = sum_of_row(squares + count * apart * apart, local) / elements;
  let inverse_deviation = inverseSqrt(variance + params.epsilon);
  if (!present) {
    return;
  }
  for (var i = local.x; i < columns; i += LANES) {
    y[start + i] = (x[start + i] - mean) * inverse_deviation * scale[i] + shift[i];
  }
  if (local.x == 0u) {
    means[row] = mean;
    inverse_deviations[row] = inverse_deviation;
  }
}
