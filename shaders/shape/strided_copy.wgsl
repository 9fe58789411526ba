// y[o0, .., o4, i] = x[offset + o0 stride0 + .. + o4 stride4 + i inner_stride]: transpose, slice, broadcast
// `lanes` invocations share an innermost row of y, each copies every lanes-th element of it.
// FLOPs: 0; bytes: 8 per element of y (4 where x is broadcast).

// include: shared_rows, outer_indices

struct Params {
  rows: u32, // of y: the product of its outer sizes
  inner: u32, // in words, like every stride and the offset
  lanes: u32,
  offset: u32,
  inner_stride: u32,
  size1: u32,
  size2: u32,
  size3: u32,
  size4: u32,
  stride0: u32,
  stride1: u32,
  stride2: u32,
  stride3: u32,
  stride4: u32,
}

@group(0) @binding(0) var<storage, read> x: array<Word>;
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
  let base = params.offset + o.i0 * params.stride0 + o.i1 * params.stride1 + o.i2 * params.stride2
    + o.i3 * params.stride3 + o.i4 * params.stride4;
  for (var i = share.lane; i < params.inner; i += params.lanes) {
    y[row * params.inner + i] = x[base + i * params.inner_stride];
  }
}
