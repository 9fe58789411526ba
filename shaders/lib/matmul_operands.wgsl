// include: matmul_places, fours
// The operands of C = op(A)·op(B), block by block.

/// Whether the depth is no multiple of four, so that a transposed left operand ends amid a block.
override DEPTH_TAIL: bool = true;

fn left_block(rows: Left, step: Step) -> mat4x4f {
  if (TRANSPOSE_LEFT) {
    let k = step.k + vec4u(0u, 1u, 2u, 3u);
    let at = rows.at.x + k * rows.stride;
    if (!DEPTH_TAIL) { return transpose(left_fours(at)); }
    let inside = k < vec4u(rows.depth);
    return transpose(left_fours_where(at, inside, vec4f()));
  }
  return left_fours(left_places(rows, step).at);
}

fn right_block(columns: Right, step: Step) -> mat4x4f {
  if (TRANSPOSE_RIGHT) {
    return transpose(right_fours(right_places(columns, step)));
  }
  return right_fours(columns.at.x + min(step.k + vec4u(0u, 1u, 2u, 3u), vec4u(columns.last)) * columns.stride);
}
