// include: quad_blocks
// What is left of a quad's tile where nothing is multiplied: every value that a lane loads is added once, its rows of A
// to row 0 of its results and its columns of B to row 1, so that what reading costs is measured by the kernel itself.
// Stands in for lib/quad_product.

fn with_reads(c: Block, a: mat4x4f, b: mat4x4f) -> Block {
  return Block(c[0] + a, c[1] + b, c[2], c[3]);
}

fn multiply_stack(c: Stack, upper: mat4x4f, lower: mat4x4f, b: mat4x4f) -> Stack {
  if (ROW_BLOCKS == 1u) { return Stack(with_reads(c.upper, upper, b), c.lower); }
  return Stack(with_reads(c.upper, upper, b), with_reads(c.lower, lower, b));
}
