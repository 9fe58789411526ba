// heads[b] = how many of the sorted keys of block b differ from the key before them.
// A workgroup counts one block; integer atomics in workgroup memory, whose order does not matter.
// FLOPs: none; bytes: twice those of the pairs.

// include: sort_block

@group(0) @binding(0) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(1) var<storage, read> elements: array<Element>; // [capacity], sorted
@group(0) @binding(2) var<storage, read_write> heads: array<u32>; // [blocks + 1], the last zero

var<workgroup> block_heads: atomic<u32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let end = min(lookup_count(), (group.x + 1u) * BLOCK);
  var own = 0u;
  for (var i = group.x * BLOCK + local; i < end; i += WORKGROUP) {
    if (i == 0u || key_of(elements[i]) != key_of(elements[max(i, 1u) - 1u])) {
      own++;
    }
  }
  atomicAdd(&block_heads, own);
  workgroupBarrier();
  if (local == 0u) {
    heads[group.x] = atomicLoad(&block_heads);
    if (group.x == 0u) {
      heads[params.blocks] = 0u;
    }
  }
}
