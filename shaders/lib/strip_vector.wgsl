// What an invocation of lib/sparse_update_listed has of a row at a time where lib/strip_matrix does not fit: a vector.

alias Strip = Vector;
const SPAN = 1u; // vectors

fn updated_strip(weights: Strip, element: u32, gradient: Strip, constants: Rule) -> Strip {
  return updated(weights, element, gradient, constants);
}

fn with_squares(sum: f32, strip: Strip) -> f32 {
  return sum + total(strip * strip);
}

fn sum_strips(first: u32, chunk: u32, chunk_end: u32, column: u32) -> Strip {
  return sum_pieces(first, chunk, chunk_end, column);
}
