// heads[s] = how many of the sorted keys of strip s differ from the key before them; as sort/head_counts, for software
// adapters: an invocation reads one strip.
// FLOPs: none; bytes: those of the pairs.

// include: invocation, sort_strips

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Four>; // [capacity], sorted
@group(0) @binding(2) var<storage, read_write> heads: array<u32>; // [strips]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  if (strip >= params.blocks) {
    return;
  }
  let own = strip_of(strip);
  var found = 0u;
  var before = key_before(own.start);
  var i = own.start;
  for (; i + WIDTH <= own.end; i += WIDTH) {
    let four = elements[i / WIDTH];
    found += u32(key_of(four[0]) != before);
    if (WIDTH > 1u) {
      found += u32(key_of(four[1 % WIDTH]) != key_of(four[0]));
      found += u32(key_of(four[2 % WIDTH]) != key_of(four[1 % WIDTH]));
      found += u32(key_of(four[3 % WIDTH]) != key_of(four[2 % WIDTH]));
    }
    before = key_of(four[WIDTH - 1u]);
  }
  for (; i < own.end; i++) {
    let key = key_at(i);
    found += u32(key != before);
    before = key;
  }
  heads[strip] = found;
}
