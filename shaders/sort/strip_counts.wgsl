// counts[d, s] = how many keys of strip s have digit d; as sort/digit_counts, for software adapters.
// An invocation counts one strip of neighbouring keys in its own column of the counts: no atomics, no barriers and no
// workgroup memory, all of which cost such adapters more than the counting, and digits may be wide.
// FLOPs: none; bytes: 12 per key, and 4 per count.

// include: invocation, sort_strips

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> keys: array<Word>; // [capacity]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>; // [digits, strips]

fn count(key: u32, strip: u32) {
  counts[digit_of(key) * params.blocks + strip]++;
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
  let keys_of = strip_of(strip);
  var i = keys_of.start;
  for (; i + WIDTH <= keys_of.end; i += WIDTH) {
    let word = keys[i / WIDTH];
    count(word_part(word, 0u), strip);
    if (WIDTH > 1u) {
      count(word_part(word, 1u), strip);
      count(word_part(word, 2u), strip);
      count(word_part(word, 3u), strip);
    }
  }
  for (; i < keys_of.end; i++) {
    count(key_at(i), strip);
  }
}
