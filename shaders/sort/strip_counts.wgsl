// counts[d, s] = how many keys of strip s have digit d; as sort/digit_counts, for software adapters.
// An invocation counts one strip of neighbouring keys in its own column of the counts: no atomics, no barriers and no
// workgroup memory, all of which cost such adapters more than the counting, and digits may be wide.
// FLOPs: none; bytes: 12 per key, and 4 per count.

// include: invocation, sort_keys

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> keys: array<u32>; // [capacity]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>; // [digits, strips]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  if (strip >= params.blocks) {
    return;
  }
  for (var digit = 0u; digit <= params.digit_mask; digit++) {
    counts[digit * params.blocks + strip] = 0u;
  }
  let start = strip * params.strip;
  let end = min(start + params.strip, lookup_count());
  for (var i = start; i < end; i++) {
    counts[digit_of(keys[i]) * params.blocks + strip]++;
  }
}
