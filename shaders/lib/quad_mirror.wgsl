// Turning a block of a quad over (lib/head_quads), so that each lane has what the others have of its columns.

// A block of a quad's keys by its queries as one of the queries by the keys, those beyond the last of which count for
// nothing.
fn mirrored(x: Block, token: u32) -> Block {
  let real = select(vec4f(), vec4f(1.0), vec4u(token) + PLACES < vec4u(params.tokens));
  let a = mat4x4f(real.x * x[0][0], real.y * x[1][0], real.z * x[2][0], real.w * x[3][0]);
  let b = mat4x4f(real.x * x[0][1], real.y * x[1][1], real.z * x[2][1], real.w * x[3][1]);
  let c = mat4x4f(real.x * x[0][2], real.y * x[1][2], real.z * x[2][2], real.w * x[3][2]);
  let d = mat4x4f(real.x * x[0][3], real.y * x[1][3], real.z * x[2][3], real.w * x[3][3]);
  let own = transpose(a);
  let near = transpose(mat4x4f(quadSwapX(b[0]), quadSwapX(b[1]), quadSwapX(b[2]), quadSwapX(b[3])));
  let far = transpose(mat4x4f(quadSwapY(c[0]), quadSwapY(c[1]), quadSwapY(c[2]), quadSwapY(c[3])));
  let across = transpose(
    mat4x4f(quadSwapDiagonal(d[0]), quadSwapDiagonal(d[1]), quadSwapDiagonal(d[2]), quadSwapDiagonal(d[3])));
  return Block(
    mat4x4f(own[0], near[0], far[0], across[0]),
    mat4x4f(own[1], near[1], far[1], across[1]),
    mat4x4f(own[2], near[2], far[2], across[2]),
    mat4x4f(own[3], near[3], far[3], across[3]),
  );
}
