// include: convolution_places, fours
// The operands of a convolution as a product, block by block.

fn left_block(rows: Left, step: Step) -> mat4x4f {
  let places = left_places(rows, step);
  return left_fours_where(places.at, places.exists, outside());
}

fn right_block(columns: Right, step: Step) -> mat4x4f {
  if (TRANSPOSE_RIGHT) { return transpose(right_fours(right_places(columns, step))); }
  let tap = step.i * columns.down + step.j * columns.across;
  return right_fours(columns.at.x + tap + (step.c + vec4u(0u, 1u, 2u, 3u)) * columns.stride);
}
