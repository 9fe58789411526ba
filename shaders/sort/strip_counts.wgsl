// counts[d, s] = how many keys of strip s have digit d; as sort/digit_counts, for software adapters.
// An invocation counts one strip of neighbouring keys in its own column of the counts: no atomics, no barriers and no
// workgroup memory, all of which cost such adapters more than the counting, and digits may be wide.
// FLOPs: none; bytes: 8 per key and its element, and 4 per count.

// include: invocation, sort_strips

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Four>; // [capacity]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>; // [digits, strips]

fn count(element: Element, strip: u32) {
  counts[digit_of(key_of(element)) * params.blocks + strip]++;
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  if (strip >= params.blocks) {
    return;
  }
  for (var digit = 0u; digit <= params.digit_mask; digit++) {
    counts[digit * params.blocks + strip] = 0u;
  }
  let own = strip_of(strip);
  var i = own.start;
  for (; i + WIDTH <= own.end; i += WIDTH) {
    let four = elements[i / WIDTH];
    count(four[0], strip);
    if (WIDTH > 1u) {
      count(four[1 % WIDTH], strip);
      count(four[2 % WIDTH], strip);
      count(four[3 % WIDTH], strip);
    }
  }
  for (; i < own.end; i++) {
    count(element_at(i), strip);
  }
}
