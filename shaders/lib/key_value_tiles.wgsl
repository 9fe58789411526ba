// include: head_tiles
// Tiles of keys and values in workgroup memory.

var<workgroup> keys: array<vec4f, TILE_VECTORS>;
var<workgroup> values: array<vec4f, TILE_VECTORS>;

// Loads `count` of them from key `start` on, a workgroup together; a barrier must follow.
fn load_key_values(sequence: u32, start: u32, count: u32, local: u32) {
  for (var i = local; i < count * HEAD_VECTORS; i += WORKGROUP) {
    let key_vector = head_vector(sequence, start + i / HEAD_VECTORS, 1u, 3u);
    keys[i] = load_qkv(key_vector, i % HEAD_VECTORS);
    values[i] = load_qkv(key_vector + params.heads, i % HEAD_VECTORS);
  }
}
