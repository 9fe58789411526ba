// include: matmul_operands, register_tile
// C[b] = epilogue(op(A[b])·op(B[b])) for matrices whose rows are whole vec4s; see lib/register_tile.
