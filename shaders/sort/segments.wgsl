// From sorted pairs: the distinct keys, where the run of each starts, what the keys carry, and how many there are.
// Elements of the results beyond the real ones become zero.
// An invocation owns ITEMS neighbouring keys; the runs that start before it are those of earlier blocks, scanned
// by sort/scan, and those of earlier invocations, scanned here in log2 steps.
// FLOPs: none; bytes: twice the pair, and 12, per key.

// include: sort_block, workgroup_scan

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Element>; // [capacity], sorted
@group(0) @binding(2) var<storage, read> heads: array<u32>; // [blocks + 1], runs before each block; all of them
@group(0) @binding(3) var<storage, read_write> unique_rows: array<u32>; // [capacity]
@group(0) @binding(4) var<storage, read_write> segment_starts: array<u32>; // [capacity + 1]
@group(0) @binding(5) var<storage, read_write> segment_bags: array<u32>; // [capacity]
@group(0) @binding(6) var<storage, read_write> counts: array<u32>; // [2]

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let lookups = lookup_count();
  let rows = heads[params.blocks];
  let start = group.x * BLOCK + local * ITEMS;
  let end = min(start + ITEMS, lookups);
  let before = key_of(elements[max(start, 1u) - 1u]);
  var own = 0u;
  var previous = before;
  for (var i = start; i < end; i++) {
    let key = key_of(elements[i]);
    own += u32(i == 0u || key != previous);
    previous = key;
  }

  var segment = heads[group.x] + sum_up_to(local, own) - own;
  previous = before;
  for (var i = start; i < end; i++) {
    let element = elements[i];
    let key = key_of(element);
    segment_bags[i] = pair_payload(element);
    let starts_run = i == 0u || key != previous;
    previous = key;
    if (starts_run) {
      unique_rows[segment] = key;
      segment_starts[segment] = i;
      segment++;
    }
  }
  for (var i = max(start, rows); i < min(start + ITEMS, params.capacity + 1u); i++) {
    segment_starts[i] = select(0u, lookups, i == rows);
    if (i < params.capacity) {
      unique_rows[i] = 0u;
    }
  }
  for (var i = max(start, lookups); i < min(start + ITEMS, params.capacity); i++) {
    segment_bags[i] = 0u;
  }
  if (group.x == 0u && local == 0u) {
    counts[0] = rows;
    counts[1] = lookups;
  }
}
