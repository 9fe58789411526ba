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
  let chunk = start / params.chunk + 1u;
  let chunk_end = chunk + (segment_starts[segment + 1u] - start - 1u) / params.chunk;
  let width = params.width;
  return Pieces(segment * width, (params.firsts + chunk) * width, (params.firsts + chunk_end) * width);
}

fn row_gradient(pieces: Pieces, column: u32) -> Vector {
  return sum_pieces(pieces.first, pieces.chunk, pieces.chunk_end, column);
}
