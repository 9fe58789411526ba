// a_sum[c] = sum over rows r of a[r, c], and the same of b: the second stage of kernels with two column sums.
// One workgroup per COLUMNS columns; LANES invocations share a column, each adds every LANES-th row.
// FLOPs: 1 per element; bytes: 4 per element.
// include: column_lanes

struct Params {
  rows: u32,
  columns: u32, // in vectors
}

@group(0) @binding(0) var<storage, read> a: array<Vector>; // [rows, columns]
@group(0) @binding(1) var<storage, read> b: array<Vector>; // [rows, columns]
@group(0) @binding(2) var<storage, read_write> a_sum: array<Vector>; // [columns]
@group(0) @binding(3) var<storage, read_write> b_sum: array<Vector>; // [columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(COLUMNS, LANES)
fn main(here: Invocation) {
  let column = column_of(here);
  let columns = params.columns;
  var own_a = Vector();
  var own_b = Vector();
  if (column < columns) {
    for (var row = here.local.y; row < params.rows; row += LANES) {
      own_a += a[row * columns + column];
      own_b += b[row * columns + column];
    }
  }
  let sum_a = sum_of_lanes(own_a, here.local.xy);
  let sum_b = sum_of_lanes(own_b, here.local.xy);
  if (here.local.y == 0u && column < columns) {
    a_sum[column] = sum_a;
    b_sum[column] = sum_b;
  }
}
