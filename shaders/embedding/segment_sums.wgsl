// Sums the bag gradients of distinct rows, in pieces of a fixed length counted from the row's own first lookup, so that
// a row with many lookups (a hot row) is summed by many invocations, and in an order that no other row of the batch has
// a say in. The sorted lookups are cut into chunks of the same length; at most one later piece begins in each of them,
// and piece firsts + c is the one of chunk c. The first piece of segment u is piece u; where HOT_ONLY, rows of a single
// piece are left to the update, and the first piece of a hot row is that of the first chunk that begins within it.
// One invocation per (piece, COLUMNS vectors); the prelude has COLUMNS, 1 or 4. The tail of `sums` holds the number of
// distinct rows.
// FLOPs: 1 per lookup and column; bytes: one bag gradient read per lookup, one row written per piece.

// include: invocation, segment_terms

struct Params {
  // Columns of the table, in vectors.
  width: u32,
  // Invocations that share a row: width / COLUMNS, rounded up.
  lanes: u32,
  chunk: u32,
  // All pieces, and how many of them are first ones.
  pieces: u32,
  firsts: u32,
}

@group(0) @binding(0) var<storage, read> bag_gradient: array<Vector>; // [bags, width]
@group(0) @binding(1) var<storage, read> offsets: array<u32>; // [bags + 1]
@group(0) @binding(2) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(3) var<storage, read> segment_bags: array<u32>; // [L]
@group(0) @binding(4) var<storage, read> segment_weights: array<f32>; // [L], used when WEIGHTED
@group(0) @binding(5) var<storage, read> counts: array<u32>; // [2]
@group(0) @binding(6) var<storage, read_write> sums: array<Vector>; // [pieces, width] and one more vector
@group(1) @binding(0) var<uniform> params: Params;

override HOT_ONLY: bool = false;

// Sorted lookups start ... end - 1.
struct Part { start: u32, end: u32 }

// What a piece sums; nothing where there is no such piece.
fn part_of(piece: u32, rows: u32) -> Part {
  let later = piece >= params.firsts;
  if (!later && !HOT_ONLY) {
    if (piece >= rows) {
      return Part();
    }
    let start = segment_starts[piece];
    return Part(start, min(segment_starts[piece + 1u], start + params.chunk));
  }
  let position = select(piece, piece - params.firsts, later) * params.chunk;
  if (position >= counts[1]) {
    return Part();
  }
  // Only the row that reaches over the beginning of the chunk can have a later piece in it.
  let segment = segment_of(position, rows);
  let row_start = segment_starts[segment];
  let row_end = segment_starts[segment + 1u];
  if (row_start == position || row_end - row_start <= params.chunk) {
    return Part();
  }
  if (later) {
    let start = position + row_start % params.chunk;
    return Part(start, min(row_end, start + params.chunk));
  }
  let begins_within = position - row_start <= params.chunk;
  return Part(row_start, select(row_start, row_start + params.chunk, begins_within));
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let invocation = invocation_index(here);
  let rows = counts[0];
  if (invocation == 0u) {
    // total() of its first vector is the count, exactly.
    sums[params.pieces * params.width] = filled(f32(rows) / f32(min(WIDTH, 4u)));
  }
  let piece = invocation / params.lanes;
  if (piece >= params.pieces) {
    return;
  }

  let part = part_of(piece, rows);
  if (part.start >= part.end) {
    return;
  }
  let first = (invocation - piece * params.lanes) * COLUMNS;
  let width = params.width;
  let at = piece * width + first;
  if (COLUMNS == 1u) {
    sums[at] = sum_terms(part.start, part.end, first, width);
    return;
  }
  let sum = sum_strip(part.start, part.end, first, width);
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
