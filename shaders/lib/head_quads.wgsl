// include: attention, quad_product
// What the attention kernels for quads share: sixteen rows of one head, four a lane, against sixteen rows of
// another part, whose vectors the lanes pass among themselves (lib/quad_product), so that each value loaded serves
// sixteen. For adapters where a load costs more than arithmetic. The prelude has HEAD_VECTORS, the head's vectors of
// four, at most 16, and HEAD_BLOCKS, its blocks of sixteen columns. Expects the binding qkv: array<vec4f>.

const PLACES = vec4u(0u, 1u, 2u, 3u);
// Tokens of a tile.
const TILE = 16u;

// Sixteen rows of head vectors: blocks of sixteen columns; those beyond HEAD_BLOCKS are not used.
struct Head { a: Block, b: Block, c: Block, d: Block }

// Where the head vectors of four tokens start, in vectors of four; tokens beyond the last repeat it.
fn vectors_of(sequence: u32, first: u32, part: u32, parts: u32) -> vec4u {
  let tokens = min(vec4u(first) + PLACES, vec4u(params.tokens - 1u));
  let stride = parts * params.heads;
  return (head_vector(sequence, 0u, part, parts) + tokens * stride) * HEAD_VECTORS;
}

fn four_rows(at: vec4u) -> mat4x4f {
  return mat4x4f(qkv[at.x], qkv[at.y], qkv[at.z], qkv[at.w]);
}

// For each distance d between lanes, the tokens that lane ^ d holds of sixteen from `first` on.
fn tokens_at(first: u32, lane: u32, d: u32) -> vec4u {
  return vec4u(first + 4u * (lane ^ d)) + PLACES;
}

// A row of a block, which holds columns by distance between lanes, in the order of the columns.
fn in_order(row: mat4x4f, lane: u32) -> mat4x4f {
  let odd = (lane & 1u) == 1u;
  let a = select(row[0], row[1], odd);
  let b = select(row[1], row[0], odd);
  let c = select(row[2], row[3], odd);
  let d = select(row[3], row[2], odd);
  let high = (lane & 2u) == 2u;
  return mat4x4f(select(a, c, high), select(b, d, high), select(c, a, high), select(d, b, high));
}

fn block_in_order(x: Block, lane: u32) -> Block {
  return Block(in_order(x[0], lane), in_order(x[1], lane), in_order(x[2], lane), in_order(x[3], lane));
}

// The first four columns of a block in order, and a block whose next four come first.
fn first_columns(x: Block) -> mat4x4f {
  return mat4x4f(x[0][0], x[1][0], x[2][0], x[3][0]);
}

fn turned(x: mat4x4f) -> mat4x4f {
  return mat4x4f(x[1], x[2], x[3], x[0]);
}

fn block_turned(x: Block) -> Block {
  return Block(turned(x[0]), turned(x[1]), turned(x[2]), turned(x[3]));
}

// Vector `lane` of column block `block` of the head vectors at `at`; beyond the head's last it repeats that.
fn columns_of(at: vec4u, block: u32, lane: u32) -> vec4u {
  return at + min(4u * block + lane, HEAD_VECTORS - 1u);
}

// sums + weights * rows of qkv that start at `at`: one chunk of four columns of `weights`.
fn add_rows(sums: Head, weights: mat4x4f, at: vec4u, lane: u32) -> Head {
  var next = sums;
  next.a = multiply(sums.a, weights, exchanged(four_rows(columns_of(at, 0u, lane))));
  if (HEAD_BLOCKS > 1u) {
    next.b = multiply(sums.b, weights, exchanged(four_rows(columns_of(at, 1u, lane))));
  }
  if (HEAD_BLOCKS > 2u) {
    next.c = multiply(sums.c, weights, exchanged(four_rows(columns_of(at, 2u, lane))));
  }
  if (HEAD_BLOCKS > 3u) {
    next.d = multiply(sums.d, weights, exchanged(four_rows(columns_of(at, 3u, lane))));
  }
  return next;
}

// Each row of a block times a number of its own.
fn block_scaled(x: Block, by: vec4f) -> Block {
  return Block(by.x * x[0], by.y * x[1], by.z * x[2], by.w * x[3]);
}

fn scaled(x: Head, by: vec4f) -> Head {
  var next = x;
  next.a = block_scaled(x.a, by);
  if (HEAD_BLOCKS > 1u) { next.b = block_scaled(x.b, by); }
  if (HEAD_BLOCKS > 2u) { next.c = block_scaled(x.c, by); }
  if (HEAD_BLOCKS > 3u) { next.d = block_scaled(x.d, by); }
  return next;
}
