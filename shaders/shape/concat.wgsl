// y[r, start ..] = a[r, :], b[r, :], c[r, :], d[r, :] side by side; an absent operand has width 0
// `lanes` invocations share a row, each copies every lanes-th element of each operand.
// FLOPs: 0; bytes: 8 per element.

// include: shared_rows

struct Params {
  rows: u32,
  lanes: u32,
  width: u32, // of y, in words, like the following
  start: u32,
  a_width: u32,
  b_width: u32,
  c_width: u32,
  d_width: u32,
}

@group(0) @binding(0) var<storage, read> a: array<Word>; // [rows, a_width]
@group(0) @binding(1) var<storage, read> b: array<Word>; // [rows, b_width]
@group(0) @binding(2) var<storage, read> c: array<Word>; // [rows, c_width]
@group(0) @binding(3) var<storage, read> d: array<Word>; // [rows, d_width]
@group(0) @binding(4) var<storage, read_write> y: array<Word>; // [rows, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let share = share_of(here);
  let row = share.row;
  if (row >= params.rows) {
    return;
  }
  var target_start = row * params.width + params.start;
  for (var i = share.lane; i < params.a_width; i += params.lanes) {
    y[target_start + i] = a[row * params.a_width + i];
  }
  target_start += params.a_width;
  for (var i = share.lane; i < params.b_width; i += params.lanes) {
    y[target_start + i] = b[row * params.b_width + i];
  }
  target_start += params.b_width;
  for (var i = share.lane; i < params.c_width; i += params.lanes) {
    y[target_start + i] = c[row * params.c_width + i];
  }
  target_start += params.c_width;
  for (var i = share.lane; i < params.d_width; i += params.lanes) {
    y[target_start + i] = d[row * params.d_width + i];
  }
}
