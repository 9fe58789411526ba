// From sorted pairs: the distinct keys, where the run of each starts, what the keys carry, and how many there are; as
// sort/segments, for software adapters. An invocation writes the runs that start in its strip, after those of the strips
// before it (sort/strip_heads). Elements of the results beyond the real ones become zero.
// FLOPs: none; bytes: those of the pairs, 4 per pair, 8 per run, and 8 per element beyond.

// include: invocation, sort_strips

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Four>; // [capacity], sorted
@group(0) @binding(2) var<storage, read> heads: array<u32>; // [strips]
@group(0) @binding(3) var<storage, read_write> unique_rows: array<u32>; // [capacity]
@group(0) @binding(4) var<storage, read_write> segment_starts: array<u32>; // [capacity + 1]
@group(0) @binding(5) var<storage, read_write> segment_bags: array<array<u32, WIDTH>>; // [capacity]
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

fn payloads_of(four: Four) -> array<u32, WIDTH> {
  var payloads: array<u32, WIDTH>;
  payloads[0] = pair_payload(four[0]);
  if (WIDTH > 1u) {
    payloads[1 % WIDTH] = pair_payload(four[1 % WIDTH]);
    payloads[2 % WIDTH] = pair_payload(four[2 % WIDTH]);
    payloads[3 % WIDTH] = pair_payload(four[3 % WIDTH]);
  }
  return payloads;
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

  let own = strip_of(strip);
  var before = key_before(own.start);
  var i = own.start;
  for (; i + WIDTH <= own.end; i += WIDTH) {
    let four = elements[i / WIDTH];
    segment_bags[i / WIDTH] = payloads_of(four);
    segment = runs_with(key_of(four[0]), before, i, segment);
    if (WIDTH > 1u) {
      segment = runs_with(key_of(four[1 % WIDTH]), key_of(four[0]), i + 1u, segment);
      segment = runs_with(key_of(four[2 % WIDTH]), key_of(four[1 % WIDTH]), i + 2u, segment);
      segment = runs_with(key_of(four[3 % WIDTH]), key_of(four[2 % WIDTH]), i + 3u, segment);
    }
    before = key_of(four[WIDTH - 1u]);
  }
  for (; i < own.end; i++) {
    let key = key_at(i);
    segment = runs_with(key, before, i, segment);
    segment_bags[i / WIDTH][i % WIDTH] = pair_payload(element_at(i));
    before = key;
  }

  let lookups = lookup_count();
  let end = min(own.start + params.strip, params.capacity);
  for (var beyond = max(own.start, rows); beyond < end; beyond++) {
    segment_starts[beyond] = select(0u, lookups, beyond == rows);
    unique_rows[beyond] = 0u;
  }
  for (var beyond = max(own.start, lookups); beyond < end; beyond++) {
    segment_bags[beyond / WIDTH][beyond % WIDTH] = 0u;
  }
  if (strip == 0u) {
    segment_starts[params.capacity] = select(0u, lookups, rows == params.capacity);
    counts[0] = rows;
    counts[1] = lookups;
  }
}
