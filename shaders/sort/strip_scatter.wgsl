// Moves every key and its payload to its place by one digit, keeping the order of equal digits; as sort/scatter, for
// software adapters. An invocation moves one strip in order and counts in its own column of the starts, see
// sort/strip_counts.
// FLOPs: none; bytes: 24 per key.

// include: invocation, sort_keys, sort_payloads

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> keys: array<u32>; // [capacity]
@group(0) @binding(2) var<storage, read> payloads: array<u32>; // [capacity], not used in the first pass
@group(0) @binding(3) var<storage, read_write> starts: array<u32>; // [digits, strips], used up
@group(0) @binding(4) var<storage, read_write> sorted_keys: array<u32>; // [capacity]
@group(0) @binding(5) var<storage, read_write> sorted_payloads: array<u32>; // [capacity]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  let start = strip * params.strip;
  let end = min(start + params.strip, lookup_count());
  if (strip >= params.blocks || start >= end) {
    return;
  }
  var walk = walk_from(start);
  for (var i = start; i < end; i++) {
    let key = keys[i];
    let at = digit_of(key) * params.blocks + strip;
    let place = starts[at];
    starts[at] = place + 1u;
    sorted_keys[place] = key;
    sorted_payloads[place] = payload_of(i, &walk);
  }
}
