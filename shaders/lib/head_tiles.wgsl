// include: attention
// What the tiled attention kernels share: a workgroup takes WORKGROUP rows of one head, and tiles of another
// part of qkv go through workgroup memory. The including kernel supplies
//   qkv: array<f32>   a binding
//   take_row(sequence, first, local)   what an invocation does for row `local` of those from token `first` on

// Vectors of four in a tile: params.tile * HEAD_VECTORS.
override TILE_VECTORS: u32 = 64;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let blocks = (params.tokens + WORKGROUP - 1u) / WORKGROUP;
  let block = group.y * groups.x + group.x;
  let sequence = block / blocks;
  if (sequence >= params.sequences) {
    return;
  }
  take_row(sequence, (block - sequence * blocks) * WORKGROUP, local);
}

// Elements 4c ... 4c + 3 of head vector `vector` of qkv; zero beyond the head dimension.
fn load_qkv(vector: u32, c: u32) -> vec4f {
  let first = vector * params.head_dim + 4u * c;
  if (4u * c + 4u <= params.head_dim) {
    return vec4f(qkv[first], qkv[first + 1u], qkv[first + 2u], qkv[first + 3u]);
  }
  var result = vec4f();
  for (var d = 4u * c; d < params.head_dim; d++) {
    result[d & 3u] = qkv[first + (d & 3u)];
  }
  return result;
}
