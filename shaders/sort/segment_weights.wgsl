// bags[i] = the bag that holds sorted lookup i, and weights[i] its weight; for lookups with weights, for which the sort
// has left positions where bags belong. The weight beyond the real lookups is zero.
// One invocation per lookup; the bag is found by bisection of the offsets.
// FLOPs: none; bytes: 16 per lookup, and the offsets on the path.

// include: invocation, bag_search

struct Params {
  capacity: u32,
  bags: u32,
}

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> weights: array<f32>; // [capacity]
@group(0) @binding(2) var<storage, read_write> segment_bags: array<u32>; // [capacity], positions before
@group(0) @binding(3) var<storage, read_write> segment_weights: array<f32>; // [capacity]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let i = invocation_index(here);
  if (i >= params.capacity) {
    return;
  }
  if (i >= offsets[params.bags]) {
    segment_weights[i] = 0.0;
    return;
  }
  let position = segment_bags[i];
  segment_bags[i] = bag_of(position, params.bags);
  segment_weights[i] = weights[position];
}
