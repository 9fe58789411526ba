// dx = inverse_deviation * (g - mean(g) - x_hat * mean(g * x_hat)) [+ residual], g = dy * scale,
// x_hat = (x - mean) * inverse_deviation, means over each row
// LANES invocations share a row and ROWS rows a workgroup; each lane reads every LANES-th vector of its row.
// FLOPs: 10 per element; bytes: 12 per element (16 with a residual; the second read hits the cache).
// include: row_lanes

override RESIDUAL: bool = false;

struct Params {
  rows: u32,
  columns: u32, // in vectors
}

@group(0) @binding(0) var<storage, read> dy: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(2) var<storage, read> means: array<f32>; // [rows]
@group(0) @binding(3) var<storage, read> inverse_deviations: array<f32>; // [rows]
@group(0) @binding(4) var<storage, read> scale: array<Vector>; // [columns]
@group(0) @binding(5) var<storage, read> residual: array<Vector>; // [rows, columns], used when RESIDUAL
@group(0) @binding(6) var<storage, read_write> dx: array<Vector>; // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES, ROWS)
fn main(here: Invocation) {
  let local = here.local.xy;
  let columns = params.columns;
  let row = row_of(here);
  let present = row < params.rows;
  let start = row * columns;
  var mean = 0.0;
  var inverse_deviation = 0.0;
  var plain = Vector(); // sum of g
  var centred = Vector(); // sum of g * (x - mean)
  if (present) {
    mean = means[row];
    inverse_deviation = inverse_deviations[row];
    for (var i = local.x; i < columns; i += LANES) {
      let g = dy[start + i] * scale[i];
      plain += g;
      centred += g * (x[start + i] - mean);
    }
  }
  let elements = f32(columns * WIDTH);
  let mean_gradient = sum_of_row(total(plain), local) / elements;
  let along = sum_of_row(total(centred), local) / elements;
  if (!present) {
    return;
  }
  let slope = inverse_deviation * inverse_deviation * along;
  for (var i = local.x; i < columns; i += LANES) {
    let g = dy[start + i] * scale[i];
    var result = inverse_deviation * ((g - mean_gradient) - (x[start + i] - mean) * slope);
    if (RESIDUAL) {
      result += residual[start + i];
    }
    dx[start + i] = result;
  }
}
