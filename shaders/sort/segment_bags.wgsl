// bags[i] = the bag that holds sorted lookup i, and weights[i] its weight; zero beyond the real lookups.
// One invocation per lookup; the bag is found by bisection of the offsets.
// FLOPs: none; bytes: 8 to 16 per lookup, and the offsets on the path.

// include: invocation

override WEIGHTED: bool = false;

struct Params {
  capacity: u32,
  bags: u32,
}

@group(0) @binding(0) var<storage, read> positions: array<u32>; // [capacity], of each sorted lookup
@group(0) @binding(1) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(2) var<storage, read> weights: array<f32>; // [capacity], used when WEIGHTED
@group(0) @binding(3) var<storage, read_write> segment_bags: array<u32>; // [capacity]
@group(0) @binding(4) var<storage, read_write> segment_weights: array<f32>; // [capacity], written when WEIGHTED
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let i = invocation_index(here);
  if (i >= params.capacity) {
    return;
  }
  let present = i < offsets[params.bags];
  let position = select(0u, positions[i], present);

  // The last bag that starts at or before the position: an empty one before it starts there too.
  var low = 0u;
  var high = params.bags;
  while (low + 1u < high) {
    let middle = (low + high) / 2u;
    if (offsets[middle] <= position) {
      low = middle;
    } else {
      high = middle;
    }
  }
  segment_bags[i] = select(0u, low, present);
  if (WEIGHTED) {
    segment_weights[i] = select(0.0, weights[position], present);
  }
}
