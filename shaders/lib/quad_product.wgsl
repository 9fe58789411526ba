// The arithmetic of a quad's tile: 16×16 blocks of C += A·B, of which each lane holds a share.
// A lane loads four rows of A and four columns of B; the columns of lane ^ 1, ^ 2 and ^ 3 reach it by quad
// swaps.
enable subgroups;

/// Blocks of 16 rows in a tile (1 or 2) and of 16 columns (1 to 3).
override ROW_BLOCKS: u32 = 2;
override COLUMN_BLOCKS: u32 = 2;
/// Steps of four along the inner axis between two jumps (1 or 2): a jump costs each accumulator 16 instructions on
/// SwiftShader, which masks what a loop carries. With 2 the depth is whole pairs of steps.
override STEPS: u32 = 1;

/// Four 4×4 blocks of B by distance: [d][j] = the columns of lane ^ d at k + j.
alias Columns = array<mat4x4f, 4>;
/// A lane's share of 16×16 results: [i][d] = row i, the columns of lane ^ d.
alias Block = array<mat4x4f, 4>;
/// The blocks of one column of blocks; the lower one is unused when ROW_BLOCKS is 1.
struct Stack { upper: Block, lower: Block }

fn exchanged(b: mat4x4f) -> Columns {
  return Columns(b,
    mat4x4f(quadSwapX(b[0]), quadSwapX(b[1]), quadSwapX(b[2]), quadSwapX(b[3])),
    mat4x4f(quadSwapY(b[0]), quadSwapY(b[1]), quadSwapY(b[2]), quadSwapY(b[3])),
    mat4x4f(quadSwapDiagonal(b[0]), quadSwapDiagonal(b[1]), quadSwapDiagonal(b[2]), quadSwapDiagonal(b[3])));
}

/// A stack whose rows are all `row`, given a lane's own columns of it.
fn repeated(row: vec4f) -> Stack {
  let all = mat4x4f(row, quadSwapX(row), quadSwapY(row), quadSwapDiagonal(row));
  let block = Block(all, all, all, all);
  return Stack(block, block);
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
