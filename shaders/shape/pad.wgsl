// y[o0, .., o4, i] = x[o - start] where every index lies in [start, start + extent) of its axis, else 0
// `lanes` invocations share an innermost row of y, each writes every lanes-th element of it.
// FLOPs: 0; bytes: 4 per element of y and of x.

// include: shared_rows, outer_indices

struct Params {
  rows: u32, // of y: the product of its outer sizes
  inner: u32, // in words, like the innermost start and extent
  lanes: u32,
  inner_start: u32,
  inner_extent: u32,
  size1: u32,
  size2: u32,
  size3: u32,
  size4: u32,
  start0: u32,
  start1: u32,
  start2: u32,
  start3: u32,
  start4: u32,
  extent0: u32,
  extent1: u32,
  extent2: u32,
  extent3: u32,
  extent4: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Word>; // [extent0, .., extent4, inner_extent]
@group(0) @binding(1) var<storage, read_write> y: array<Word>; // [rows, inner]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let share = share_of(here);
  let row = share.row;
  if (row >= params.rows) {
    return;
  }
  let o = outer_indices(row);
  // An index before its start wraps around to a number beyond every extent.
  let i0 = o.i0 - params.start0;
  let i1 = o.i1 - params.start1;
  let i2 = o.i2 - params.start2;
  let i3 = o.i3 - params.start3;
  let i4 = o.i4 - params.start4;
  let inside = i0 < params.extent0 && i1 < params.extent1 && i2 < params.extent2 && i3 < params.extent3
    && i4 < params.extent4;
  let x_row =
    (((i0 * params.extent1 + i1) * params.extent2 + i2) * params.extent3 + i3) * params.extent4 + i4;
  for (var at = share.lane; at < params.inner; at += params.lanes) {
    let i = at - params.inner_start;
    var word = Word();
    if (inside && i < params.inner_extent) {
      word = x[x_row * params.inner_extent + i];
    }
    y[row * params.inner + at] = word;
  }
}
