// y[r, :] = x[indices[r], :]; an index past the last row reads that last row
// `lanes` invocations share a row, each copies every lanes-th element of it.
// FLOPs: 0; bytes: 8 per element and 4 per row.

// include: shared_rows

struct Params {
  rows: u32, // of y
  lanes: u32,
  width: u32, // in words
  x_rows: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Word>; // [x_rows, width]
@group(0) @binding(1) var<storage, read> indices: array<u32>; // [rows]
@group(0) @binding(2) var<storage, read_write> y: array<Word>; // [rows, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let share = share_of(here);
  let row = share.row;
  if (row >= params.rows) {
    return;
  }
  let source = min(indices[row], params.x_rows - 1u) * params.width;
  for (var i = share.lane; i < params.width; i += params.lanes) {
    y[row * params.width + i] = x[source + i];
  }
}
