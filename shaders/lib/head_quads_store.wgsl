// Writing the rows that a quad has of a head (lib/head_quads); the including kernel supplies put(at, vector).

fn store_block(x: Block, block: u32, token: u32, at: vec4u, lane: u32) {
  var rows = x;
  for (var i = 0u; i < 4u; i++) {
    if (token + i < params.tokens) {
      let row = rows[0];
      let column = vec4u(4u * block) + (vec4u(lane) ^ PLACES);
      if (column.x < HEAD_VECTORS) { put(at[i] + column.x, row[0]); }
      if (column.y < HEAD_VECTORS) { put(at[i] + column.y, row[1]); }
      if (column.z < HEAD_VECTORS) { put(at[i] + column.z, row[2]); }
      if (column.w < HEAD_VECTORS) { put(at[i] + column.w, row[3]); }
    }
    rows = Block(rows[1], rows[2], rows[3], rows[0]);
  }
}

// Writes the head vectors of four tokens from `token` on, which start at `at`.
fn store(x: Head, token: u32, at: vec4u, lane: u32) {
  store_block(x.a, 0u, token, at, lane);
  if (HEAD_BLOCKS > 1u) { store_block(x.b, 1u, token, at, lane); }
  if (HEAD_BLOCKS > 2u) { store_block(x.c, 2u, token, at, lane); }
  if (HEAD_BLOCKS > 3u) { store_block(x.d, 3u, token, at, lane); }
}
