// A quad's tile of C = A·B: 16×16 blocks, of which each lane holds a share. What a step adds to them is lib/quad_product.
enable subgroups;

/// Blocks of 16 rows in a tile (1 or 2) and of 16 columns (1 to 3).
override ROW_BLOCKS: u32 = 2;
override COLUMN_BLOCKS: u32 = 2;
/// Steps of four along the inner axis between two jumps (1 or 2): a jump costs each accumulator 16 instructions on
/// SwiftShader, which masks what a loop carries. With 2 the depth is whole pairs of steps.
override STEPS: u32 = 1;

/// A lane's share of 16×16 results: [i][d] = row i, the columns of lane ^ d.
alias Block = array<mat4x4f, 4>;
/// The blocks of one column of blocks; the lower one is unused when ROW_BLOCKS is 1.
struct Stack { upper: Block, lower: Block }

/// A stack whose rows are all `row`, given a lane's own columns of it.
fn repeated(row: vec4f) -> Stack {
  let all = mat4x4f(row, quadSwapX(row), quadSwapY(row), quadSwapDiagonal(row));
  let block = Block(all, all, all, all);
  return Stack(block, block);
}
