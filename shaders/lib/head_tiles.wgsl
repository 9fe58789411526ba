// What the tiled attention kernels share: a workgroup takes WORKGROUP rows of one head, and tiles of another
// part of qkv go through workgroup memory. Needs lib/attention; expects the binding `qkv: array<f32>`.

// Vectors of four in a tile: params.tile * HEAD_VECTORS.
override TILE_VECTORS: u32 = 64;

// The first row of a workgroup; its sequence lies beyond all where there is none.
fn first_of_group(group: vec3u, groups: vec3u) -> Token {
  let blocks = (params.tokens + WORKGROUP - 1u) / WORKGROUP;
  let block = group.y * groups.x + group.x;
  let sequence = block / blocks;
  return Token(sequence, (block - sequence * blocks) * WORKGROUP);
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
