// Moves every pair to its place by one digit of its key, keeping the order of equal digits: the last step
// of a pass. A pair goes to starts[digit, block] plus its rank, the number of equal digits before it in its block.
// An invocation owns ITEMS neighbouring keys. It counts its digits, two counts of 16 bits in a word; the counts
// are scanned over the invocations, a row of words by an eighth of them; then it hands out ranks in the order of its keys.
// FLOPs: none; bytes: twice its element and the pair itself, per pair.

// include: sort_block

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Element>; // [capacity]
@group(0) @binding(2) var<storage, read> starts: array<u32>; // [16, blocks]
@group(0) @binding(3) var<storage, read_write> sorted: array<Pair>; // [capacity]

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
    let digit = digit_of(key_of(elements[i]));
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
    let pair = pair_from(elements[i], i, &walk);
    let digit = digit_of(pair_key(pair));
    let shift = 16u * (digit >> 3u);
    let at = (digit & 7u) * WORKGROUP + local;
    let rank = (counts[at] >> shift) & 0xffffu;
    counts[at] += 1u << shift;
    sorted[starts[digit * params.blocks + group.x] + rank] = pair;
  }
}
