// From sorted keys: the distinct keys, where the run of each starts, and how many there are; as sort/segments, for
// software adapters. An invocation writes the runs that start in its strip, after those of the strips before it
// (sort/strip_heads). Elements of the results beyond the real ones become zero, and so do the bags of keys that are none.
// FLOPs: none; bytes: 4 per key, 8 per run, and 12 per element beyond.

// include: invocation, sort_strips

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> keys: array<Word>; // [capacity], sorted
@group(0) @binding(2) var<storage, read> heads: array<u32>; // [strips]
@group(0) @binding(3) var<storage, read_write> unique_rows: array<u32>; // [capacity]
@group(0) @binding(4) var<storage, read_write> segment_starts: array<u32>; // [capacity + 1]
@group(0) @binding(5) var<storage, read_write> segment_bags: array<u32>; // [capacity], of sorted keys
@group(0) @binding(6) var<storage, read_write> counts: array<u32>; // [2]

// The run that key i starts, if it does; returns how many there are now.
fn runs_with(key: u32, before: u32, i: u32, runs: u32) -> u32 {
  if (key == before) {
    return runs;
  }
  unique_rows[runs] = key;
  segment_starts[runs] = i;
  return runs + 1u;
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let strip = invocation_index(here);
  if (strip >= params.blocks) {
    return;
  }
  var segment = 0u;
  for (var other = 0u; other < strip; other++) {
    segment += heads[other];
  }
  var rows = segment;
  for (var other = strip; other < params.blocks; other++) {
    rows += heads[other];
  }

  let keys_of = strip_of(strip);
  var before = key_before(keys_of.start);
  var i = keys_of.start;
  for (; i + WIDTH <= keys_of.end; i += WIDTH) {
    let word = keys[i / WIDTH];
    segment = runs_with(word_part(word, 0u), before, i, segment);
    if (WIDTH > 1u) {
      segment = runs_with(word_part(word, 1u), word_part(word, 0u), i + 1u, segment);
      segment = runs_with(word_part(word, 2u), word_part(word, 1u), i + 2u, segment);
      segment = runs_with(word_part(word, 3u), word_part(word, 2u), i + 3u, segment);
    }
    before = word_part(word, WIDTH - 1u);
  }
  for (; i < keys_of.end; i++) {
    let key = key_at(i);
    segment = runs_with(key, before, i, segment);
    before = key;
  }

  let lookups = lookup_count();
  let end = min(keys_of.start + params.strip, params.capacity);
  for (var beyond = max(keys_of.start, rows); beyond < end; beyond++) {
    segment_starts[beyond] = select(0u, lookups, beyond == rows);
    unique_rows[beyond] = 0u;
  }
  for (var beyond = max(keys_of.start, lookups); beyond < end; beyond++) {
    segment_bags[beyond] = 0u;
  }
  if (strip == 0u) {
    segment_starts[params.capacity] = select(0u, lookups, rows == params.capacity);
    counts[0] = rows;
    counts[1] = lookups;
  }
}
