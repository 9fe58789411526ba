// The gradient of a listed row of any number of lookups: as lib/gradient_terms, a strip at a time. See
// lib/sparse_update.

@group(0) @binding(5) var<storage, read> bag_gradient: array<Strip>; // [bags, STRIPS]
@group(0) @binding(6) var<storage, read> segment_bags: array<u32>; // [L]
const FIRST_STATE = 7u;

alias Pieces = TouchedRow;

fn pieces_of(touched: TouchedRow) -> Pieces {
  return touched;
}

fn strip_gradient(pieces: Pieces, strip: u32) -> Strip {
  if (pieces.end - pieces.start > params.chunk) {
    let later = later_pieces(pieces.start, pieces.end);
    return sum_strips(hot_piece(pieces.start), later.x, later.y, strip * SPAN);
  }
  var sum = bag_gradient[pieces.bag * STRIPS + strip];
  for (var position = pieces.start + 1u; position < pieces.end; position++) {
    sum += bag_gradient[segment_bags[position] * STRIPS + strip];
  }
  return sum;
}
