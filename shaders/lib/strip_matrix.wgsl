// What an invocation of lib/sparse_update_listed has of a row at a time: four vectors of four, as a matrix, for which
// bounds are checked once.

alias Strip = mat4x4f;
const SPAN = 4u; // vectors

fn updated_strip(weights: Strip, element: u32, gradient: Strip, constants: Rule) -> Strip {
  return Strip(
    updated(weights[0], element, gradient[0], constants),
    updated(weights[1], element + 1u, gradient[1], constants),
    updated(weights[2], element + 2u, gradient[2], constants),
    updated(weights[3], element + 3u, gradient[3], constants),
  );
}

// In the order of lib/sparse_update_rows, vector by vector.
fn with_squares(sum: f32, strip: Strip) -> f32 {
  return sum + total(strip[0] * strip[0]) + total(strip[1] * strip[1]) + total(strip[2] * strip[2])
    + total(strip[3] * strip[3]);
}

fn sum_strips(first: u32, chunk: u32, chunk_end: u32, column: u32) -> Strip {
  return Strip(
    sum_pieces(first, chunk, chunk_end, column),
    sum_pieces(first, chunk, chunk_end, column + 1u),
    sum_pieces(first, chunk, chunk_end, column + 2u),
    sum_pieces(first, chunk, chunk_end, column + 3u),
  );
}
