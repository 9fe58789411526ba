// scale_gradient[t, c] = sum over the rows r of tile t of dy * (x - mean_r) * inverse_deviation_r
// shift_gradient[t, c] = sum over the rows r of tile t of dy
// One workgroup per (COLUMNS columns, row tile); LANES invocations share a column and add up by a tree.
// FLOPs: 4 per element; bytes: 8 per element.
// include: column_lanes

struct Params {
  rows: u32,
  columns: u32, // in vectors
  rows_per_tile: u32,
}

@group(0) @binding(0) var<storage, read> dy: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> x: array<Vector>; // [rows, columns]
@group(0) @binding(2) var<storage, read> means: array<f32>; // [rows]
@group(0) @binding(3) var<storage, read> inverse_deviations: array<f32>; // [rows]
@group(0) @binding(4) var<storage, read_write> scale_gradient: array<Vector>; // [tiles, columns]
@group(0) @binding(5) var<storage, read_write> shift_gradient: array<Vector>; // [tiles, columns]
@group(1) @binding(0) var<uniform> params: Params;

struct Sums {
  normal: Vector, // of dy * x_hat
  plain: Vector, // of dy
}

fn with_row(sums: Sums, row: u32, i: u32) -> Sums {
  let g = dy[i];
  let normal = (x[i] - means[row]) * inverse_deviations[row];
  return Sums(sums.normal + g * normal, sums.plain + g);
}

@compute @workgroup_size(COLUMNS, LANES)
fn main(here: Invocation) {
  let column = column_of(here);
  let columns = params.columns;
  var sums = Sums(Vector(), Vector());
  if (column < columns) {
    let first = here.group.y * params.rows_per_tile;
    let last = min(first + params.rows_per_tile, params.rows);
    var row = first + here.local.y;
    for (; row + LANES < last; row += 2u * LANES) { // fewer turns: they cost a software adapter dearly
      sums = with_row(sums, row, row * columns + column);
      sums = with_row(sums, row + LANES, (row + LANES) * columns + column);
    }
    if (row < last) {
      sums = with_row(sums, row, row * columns + column);
    }
  }
  let scale_sum = sum_of_lanes(sums.normal, here.local.xy);
  let shift_sum = sum_of_lanes(sums.plain, here.local.xy);
  if (here.local.y == 0u && column < columns) {
    scale_gradient[here.group.y * columns + column] = scale_sum;
    shift_gradient[here.group.y * columns + column] = shift_sum;
  }
}
