// include: tile_order
// C = A·B of signed bytes by workgroups of 64 that share their operands' words: four multiply-adds an instruction on
// hardware that has packed dot products.
// A workgroup owns 32·SPAN × 32·SPAN results and an invocation 4·SPAN × 4·SPAN of them, in SPAN² blocks that lie 32
// apart, so that neighbours read neighbouring words. Every 16 words along the inner axis the workgroup fetches both
// operands' (with SPAN 2: 8.5 KiB in all); a word of each of four rows is a vec4, as it is multiplied.
// Multiply-adds: 4 a dot product, 64·SPAN² an invocation and word of depth; bytes: rows·columns·depth / (16·SPAN)
// read, 4·rows·columns written. The including kernel supplies where its operands lie, see lib/matmul_places.

/// Rows (or columns) of a tile in fours, and one more, so that neighbouring words fall into different banks.
const FOURS: u32 = 8u * SPAN;
const PITCH: u32 = FOURS + 1u;
const WORDS: u32 = 16;
const FETCHES: u32 = FOURS * WORDS / 64u;

/// The code of zero of A, as a word of four: what a window meets beyond an image's edge.
override LEFT_ZERO: i32 = 0;

@group(0) @binding(0) var<storage, read> left: array<u32>;
@group(0) @binding(1) var<storage, read> right: array<u32>;

var<workgroup> leftTile: array<vec4u, WORDS * PITCH>; // [word][row / 4]
var<workgroup> rightTile: array<vec4u, WORDS * PITCH>; // [word][column / 4]

/// Row i of a 4×4 block of C.
alias Block = array<vec4i, 4>;

fn dots(a: u32, b: vec4u) -> vec4i {
  return vec4i(dot4I8Packed(a, b.x), dot4I8Packed(a, b.y), dot4I8Packed(a, b.z), dot4I8Packed(a, b.w));
}

fn multiply(c: Block, a: vec4u, b: vec4u) -> Block {
  return Block(c[0] + dots(a.x, b), c[1] + dots(a.y, b), c[2] + dots(a.z, b), c[3] + dots(a.w, b));
}

fn store(c: Block, tile: Tile, row: u32, column: u32) {
  if (column >= params.columns) { return; }
  var values = c;
  for (var i = 0u; i < 4u; i++) {
    if (row + i < params.rows) { finish_integers(values[0], product_row(tile, row + i) + column / 4u); }
    values = Block(values[1], values[2], values[3], values[0]);
  }
}

fn advanced(begin: Step, words: u32) -> Step {
  var step = begin;
  for (var i = 0u; i < words; i++) { step = next_step(step); }
  return step;
}

fn left_words(places: Places) -> vec4u {
  let none = vec4u((u32(LEFT_ZERO) & 255u) * 0x01010101u);
  let at = places.at;
  return select(none, vec4u(left[at.x], left[at.y], left[at.z], left[at.w]), places.exists);
}

fn right_words(at: vec4u) -> vec4u { return vec4u(right[at.x], right[at.y], right[at.z], right[at.w]); }

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tile = tile_at(group.y * groups.x + group.x, 32u * SPAN, 32u * SPAN);
  if (!tile.exists) { return; }
  // Four neighbours fetch a row's (or column's) four neighbouring words, then those four further on.
  let rows = left_rows(tile, tile.row + 4u * (local / 4u % FOURS));
  let columns = right_columns(tile, tile.column + 4u * (local / 4u % FOURS));
  let fetched = local / 4u % FOURS;
  // With SPAN 1 the second half of the invocations begins four words further on.
  let firstWord = local % 4u + 4u * (local / (4u * FOURS));
  let down = local / 8u;
  let across = local % 8u;
  let row = tile.row + 4u * down;
  let column = tile.column + 4u * across;
  var c00: Block;
  var c10: Block;
  var c01: Block;
  var c11: Block;
  var walk = advanced(first_step(tile), firstWord);
  for (var k = tile.begin; k < tile.end; k += 4u * WORDS) {
    for (var fetch = 0u; fetch < FETCHES; fetch++) {
      let at = (firstWord + fetch * WORDS / FETCHES) * PITCH + fetched;
      var words = vec4u();
      if (walk.k < tile.end) { words = left_words(left_places(rows, walk)); }
      leftTile[at] = words;
      rightTile[at] = right_words(right_places(columns, walk));
      walk = advanced(walk, WORDS / FETCHES);
    }
    workgroupBarrier();
    for (var word = 0u; word < WORDS; word++) {
      let a0 = leftTile[word * PITCH + down];
      let b0 = rightTile[word * PITCH + across];
      c00 = multiply(c00, a0, b0);
      if (SPAN == 2u) {
        let a1 = leftTile[word * PITCH + down + 8u];
        let b1 = rightTile[word * PITCH + across + 8u];
        c10 = multiply(c10, a1, b0);
        c01 = multiply(c01, a0, b1);
        c11 = multiply(c11, a1, b1);
      }
    }
    workgroupBarrier();
  }
  store(c00, tile, row, column);
  if (SPAN == 2u) {
    store(c10, tile, row + 32u, column);
    store(c01, tile, row, column + 32u);
    store(c11, tile, row + 32u, column + 32u);
  }
}
