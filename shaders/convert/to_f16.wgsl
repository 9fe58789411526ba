// include: half_of, invocation
// halves[i] = the half nearest to x[i], two to a word, the first in the lower bits; see lib/half_of.
// One invocation per word. FLOPs: 0; bytes: 4 read and 2 written per element.

struct Params {
  count: u32, // elements
}

@group(0) @binding(0) var<storage, read> x: array<f32>; // [count]
@group(0) @binding(1) var<storage, read_write> halves: array<u32>; // [count / 2, rounded up]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let first = 2u * at;
  if (first >= params.count) { return; }
  var word = half_of(x[first]);
  if (first + 1u < params.count) { word |= half_of(x[first + 1u]) << 16u; }
  halves[at] = word;
}
