// Sums the bag gradients of every distinct row, in pieces of a fixed length counted from the row's own first lookup,
// so that a row with many lookups (a hot row) is summed by many invocations, and in an order that no other row of
// the batch has a say in. Piece u < capacity is the first of segment u. The sorted lookups are cut into chunks of the
// same length; at most one later piece begins in each of them, and piece capacity + c is the one of chunk c.
// `row_gradient` (lib/sparse_update) adds the pieces of a row in order.
// One invocation per (piece, COLUMNS vectors); the prelude has COLUMNS, 1 or 4. The tail of `pieces` holds the number of distinct rows.
// FLOPs: 1 per lookup and column; bytes: one bag gradient read per lookup, one row written per piece.

// include: invocation, segment_terms

struct Params {
  // Columns of the table, in vectors.
  width: u32,
  // Invocations that share a row: width / COLUMNS, rounded up.
  lanes: u32,
  capacity: u32,
  chunk: u32,
  // All pieces: capacity + number of chunks.
  pieces: u32,
}

@group(0) @binding(0) var<storage, read> bag_gradient: array<Vector>; // [bags, width]
@group(0) @binding(1) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(2) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(3) var<storage, read> segment_bags: array<u32>; // [L]
@group(0) @binding(4) var<storage, read> segment_weights: array<f32>; // [L], used when WEIGHTED
@group(0) @binding(5) var<storage, read> counts: array<u32>; // [2]
@group(0) @binding(6) var<storage, read_write> sums: array<Vector>; // [pieces, width] and one more vector
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let invocation = invocation_index(here);
  let rows = counts[0];
  if (invocation == 0u) {
    // total() of it is the count, exactly.
    sums[params.pieces * params.width] = Vector(f32(rows) / f32(WIDTH));
  }
  let piece = invocation / params.lanes;
  if (piece >= params.pieces) {
    return;
  }

  var start: u32;
  var end: u32;
  if (piece < params.capacity) {
    if (piece >= rows) {
      return;
    }
    start = segment_starts[piece];
    end = min(segment_starts[piece + 1u], start + params.chunk);
  } else {
    let position = (piece - params.capacity) * params.chunk;
    if (position >= counts[1]) {
      return;
    }
    // Only the row that reaches over the beginning of the chunk can have a later piece in it.
    let segment = segment_of(position, rows);
    start = position + segment_starts[segment] % params.chunk;
    end = min(segment_starts[segment + 1u], start + params.chunk);
    if (segment_starts[segment] == position || start >= end) {
      return;
    }
  }
  let first = (invocation - piece * params.lanes) * COLUMNS;
  let width = params.width;
  let at = piece * width + first;
  if (COLUMNS == 1u) {
    sums[at] = sum_terms(start, end, first, width);
    return;
  }
  let sum = sum_strip(start, end, first, width);
  sums[at] = sum.a;
  if (first + 1u < width) { sums[at + 1u] = sum.b; }
  if (first + 2u < width) { sums[at + 2u] = sum.c; }
  if (first + 3u < width) { sums[at + 3u] = sum.d; }
}

// The segment that holds sorted lookup `position`: the last one that starts at or before it.
fn segment_of(position: u32, rows: u32) -> u32 {
  var low = 0u;
  var high = rows;
  while (low + 1u < high) {
    let middle = (low + high) / 2u;
    if (segment_starts[middle] <= position) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
