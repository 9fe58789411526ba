// heads[s] = how many of the sorted keys of strip s differ from the key before them; as sort/head_counts, for software
// adapters: an invocation reads one strip.
// FLOPs: none; bytes: 4 per key.

// include: invocation, sort_strips

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> keys: array<Word>; // [capacity], sorted
@group(0) @binding(2) var<storage, read_write> heads: array<u32>; // [strips]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  if (strip >= params.blocks) {
    return;
  }
  let keys_of = strip_of(strip);
  var own = 0u;
  var before = key_before(keys_of.start);
  var i = keys_of.start;
  for (; i + WIDTH <= keys_of.end; i += WIDTH) {
    let word = keys[i / WIDTH];
    own += u32(word_part(word, 0u) != before);
    if (WIDTH > 1u) {
      own += u32(word_part(word, 1u) != word_part(word, 0u));
      own += u32(word_part(word, 2u) != word_part(word, 1u));
      own += u32(word_part(word, 3u) != word_part(word, 2u));
    }
    before = word_part(word, WIDTH - 1u);
  }
  for (; i < keys_of.end; i++) {
    let key = key_at(i);
    own += u32(key != before);
    before = key;
  }
  heads[strip] = own;
}
