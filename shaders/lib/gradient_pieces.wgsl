// The gradient of a touched row, added from the pieces that `embedding/segment_sums` left of every row: its first
// piece at the row's place among the distinct ones, the others at their chunks. See lib/sparse_update.

const FIRST_STATE = 6u;

// Offsets of vector 0 in `sums`.
struct Pieces {
  first: u32,
  chunk: u32,
  chunk_end: u32,
}

fn pieces_of(segment: u32) -> Pieces {
  let start = segment_starts[segment];
  let later = later_pieces(start, segment_starts[segment + 1u]);
  return Pieces(segment * params.width, later.x, later.y);
}

fn row_gradient(pieces: Pieces, column: u32) -> Vector {
  return sum_pieces(pieces.first, pieces.chunk, pieces.chunk_end, column);
}
