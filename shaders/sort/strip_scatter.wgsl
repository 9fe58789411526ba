// Moves every key and its payload to its place by one digit, keeping the order of equal digits; as sort/scatter, for
// software adapters. An invocation moves one strip in order and counts in its own column of the starts, see
// sort/strip_counts.
// FLOPs: none; bytes: 24 per key.

// include: invocation, sort_strips, sort_payloads

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> keys: array<Word>; // [capacity]
@group(0) @binding(2) var<storage, read> payloads: array<Word>; // [capacity], not used where FIRST
@group(0) @binding(3) var<storage, read_write> starts: array<u32>; // [digits, strips], used up
@group(0) @binding(4) var<storage, read_write> sorted_keys: array<u32>; // [capacity]
@group(0) @binding(5) var<storage, read_write> sorted_payloads: array<u32>; // [capacity]

fn move_to_place(key: u32, payload: u32, strip: u32) {
  let at = digit_of(key) * params.blocks + strip;
  let place = starts[at];
  starts[at] = place + 1u;
  sorted_keys[place] = key;
  sorted_payloads[place] = payload;
}

fn carried(word: Word, at: u32, position: u32, walk: ptr<function, Walk>) -> u32 {
  if (FIRST) { return made_payload(position, walk); }
  return word_part(word, at);
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  let keys_of = strip_of(strip);
  if (strip >= params.blocks || keys_of.start >= keys_of.end) {
    return;
  }
  var walk = walk_from(keys_of.start);
  var i = keys_of.start;
  for (; i + WIDTH <= keys_of.end; i += WIDTH) {
    let word = keys[i / WIDTH];
    let payload = payloads[i / WIDTH];
    move_to_place(word_part(word, 0u), carried(payload, 0u, i, &walk), strip);
    if (WIDTH > 1u) {
      move_to_place(word_part(word, 1u), carried(payload, 1u, i + 1u, &walk), strip);
      move_to_place(word_part(word, 2u), carried(payload, 2u, i + 2u, &walk), strip);
      move_to_place(word_part(word, 3u), carried(payload, 3u, i + 3u, &walk), strip);
    }
  }
  for (; i < keys_of.end; i++) {
    move_to_place(key_at(i), carried(payloads[i / WIDTH], i % WIDTH, i, &walk), strip);
  }
}
