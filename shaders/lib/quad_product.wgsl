// include: quad_blocks
// The arithmetic of a quad's tile: C += A·B. A lane loads four rows of A and four columns of B; the columns of lane ^ 1,
// ^ 2 and ^ 3 reach it by quad swaps.

/// Four 4×4 blocks of B by distance: [d][j] = the columns of lane ^ d at k + j.
alias Columns = array<mat4x4f, 4>;

fn exchanged(b: mat4x4f) -> Columns {
  return Columns(b,
    mat4x4f(quadSwapX(b[0]), quadSwapX(b[1]), quadSwapX(b[2]), quadSwapX(b[3])),
    mat4x4f(quadSwapY(b[0]), quadSwapY(b[1]), quadSwapY(b[2]), quadSwapY(b[3])),
    mat4x4f(quadSwapDiagonal(b[0]), quadSwapDiagonal(b[1]), quadSwapDiagonal(b[2]), quadSwapDiagonal(b[3])));
}

fn multiply_row(c: mat4x4f, a: vec4f, b: Columns) -> mat4x4f {
  return mat4x4f(b[0] * a + c[0], b[1] * a + c[1], b[2] * a + c[2], b[3] * a + c[3]);
}

fn multiply(c: Block, a: mat4x4f, b: Columns) -> Block {
  return Block(multiply_row(c[0], a[0], b), multiply_row(c[1], a[1], b), multiply_row(c[2], a[2], b),
    multiply_row(c[3], a[3], b));
}

/// c + (upper over lower)·b.
fn multiply_stack(c: Stack, upper: mat4x4f, lower: mat4x4f, b: mat4x4f) -> Stack {
  let columns = exchanged(b);
  if (ROW_BLOCKS == 1u) { return Stack(multiply(c.upper, upper, columns), c.lower); }
  return Stack(multiply(c.upper, upper, columns), multiply(c.lower, lower, columns));
}
