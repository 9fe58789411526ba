// The gradient of a touched row of unweighted sums, without a detour over memory: a row of one piece is added from the
// bags that looked it up. A hot row is added from its pieces, of which `embedding/segment_sums` left the first at the
// first chunk that begins within the row, and the others at theirs. The same sums in the same order as
// lib/gradient_pieces. See lib/sparse_update.

@group(0) @binding(6) var<storage, read> bag_gradient: array<Vector>; // [bags, width]
@group(0) @binding(7) var<storage, read> segment_bags: array<u32>; // [L]
const FIRST_STATE = 8u;

struct Pieces {
  // Sorted lookups.
  start: u32,
  end: u32,
  // Of the first of them, the only one of most rows: offset of vector 0 in `bag_gradient`.
  first_bag: u32,
}

fn pieces_of(segment: u32) -> Pieces {
  let start = segment_starts[segment];
  return Pieces(start, segment_starts[segment + 1u], segment_bags[start] * params.width);
}

fn row_gradient(pieces: Pieces, column: u32) -> Vector {
  if (pieces.end - pieces.start > params.chunk) {
    let later = later_pieces(pieces.start, pieces.end);
    return sum_pieces(hot_piece(pieces.start), later.x, later.y, column);
  }
  var sum = bag_gradient[pieces.first_bag + column];
  for (var position = pieces.start + 1u; position < pieces.end; position++) {
    sum += bag_gradient[segment_bags[position] * params.width + column];
  }
  return sum;
}
