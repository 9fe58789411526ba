// counts[d, b] = how many keys of block b have digit d: the first step of one pass of a radix sort with digits
// of four bits, least significant first (reduce, then scan, then scatter; no workgroup waits for another).
// A workgroup counts one block; integer atomics in workgroup memory, whose order does not matter.
// FLOPs: none; bytes: those of the elements.

// include: sort_block

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Element>; // [capacity]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>; // [16, blocks]

var<workgroup> block_counts: array<atomic<u32>, 16>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let end = min(lookup_count(), (group.x + 1u) * BLOCK);
  for (var i = group.x * BLOCK + local; i < end; i += WORKGROUP) {
    atomicAdd(&block_counts[digit_of(key_of(elements[i]))], 1u);
  }
  workgroupBarrier();
  if (local < 16u) {
    counts[local * params.blocks + group.x] = atomicLoad(&block_counts[local]);
  }
}
