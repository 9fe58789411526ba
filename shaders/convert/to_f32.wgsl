// include: invocation
// y[i] = halves[i], exactly. One invocation per word of two halves. FLOPs: 0; bytes: 2 read and 4 written per element.

struct Params {
  count: u32, // elements
}

@group(0) @binding(0) var<storage, read> halves: array<u32>; // [count / 2, rounded up]
@group(0) @binding(1) var<storage, read_write> y: array<f32>; // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let first = 2u * at;
  if (first >= params.count) { return; }
  let two = unpack2x16float(halves[at]);
  y[first] = two.x;
  if (first + 1u < params.count) { y[first + 1u] = two.y; }
}
