// Moves every key and its payload to its place by one digit, keeping the order of equal digits: the last step
// of a pass. A key goes to starts[digit, block] plus its rank, the number of equal digits before it in its block.
// An invocation owns ITEMS neighbouring keys. It counts its digits, two counts of 16 bits in a word; the counts
// are scanned over the invocations, a row of words by an eighth of them; then it hands out ranks in the order of its keys.
// FLOPs: none; bytes: 16 per key and 4 per key again.

// include: sort_block, sort_payloads

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> keys: array<u32>; // [capacity]
@group(0) @binding(2) var<storage, read> payloads: array<u32>; // [capacity], not used where FIRST
@group(0) @binding(3) var<storage, read> starts: array<u32>; // [16, blocks]
@group(0) @binding(4) var<storage, read_write> sorted_keys: array<u32>; // [capacity]
@group(0) @binding(5) var<storage, read_write> sorted_payloads: array<u32>; // [capacity]

// Word row r holds digits r (low half) and r + 8 (high half) of every invocation.
const ROWS = 8u;
override SHARERS: u32 = WORKGROUP / ROWS;
const SHARE = ROWS;

var<workgroup> counts: array<u32, ROWS * WORKGROUP>;
var<workgroup> share_sums: array<u32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let lookups = lookup_count();
  let start = group.x * BLOCK + local * ITEMS;
  let end = min(start + ITEMS, lookups);
  // Workgroup memory starts at zero, and an invocation counts in its own column.
  for (var i = start; i < end; i++) {
    let digit = digit_of(keys[i]);
    counts[(digit & 7u) * WORKGROUP + local] += 1u << (16u * (digit >> 3u));
  }
  workgroupBarrier();

  let share = local * SHARE;
  var share_sum = 0u;
  for (var i = share; i < share + SHARE; i++) {
    share_sum += counts[i];
  }
  share_sums[local] = share_sum;
  workgroupBarrier();
  var before = 0u;
  for (var other = local - local % SHARERS; other < local; other++) {
    before += share_sums[other];
  }
  for (var i = share; i < share + SHARE; i++) {
    let count = counts[i];
    counts[i] = before;
    before += count;
  }
  workgroupBarrier();

  if (start >= end) {
    return;
  }
  var walk = walk_from(start);
  for (var i = start; i < end; i++) {
    let key = keys[i];
    let digit = digit_of(key);
    let shift = 16u * (digit >> 3u);
    let at = (digit & 7u) * WORKGROUP + local;
    let rank = (counts[at] >> shift) & 0xffffu;
    counts[at] += 1u << shift;
    let place = starts[digit * params.blocks + group.x] + rank;
    sorted_keys[place] = key;
    if (FIRST) {
      sorted_payloads[place] = made_payload(i, &walk);
    } else {
      sorted_payloads[place] = payloads[i];
    }
  }
}
