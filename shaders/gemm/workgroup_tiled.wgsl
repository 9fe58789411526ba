// include: matmul_operands, workgroup_tile
// C[b] = epilogue(op(A[b])·op(B[b])) for matrices whose rows are whole vec4s; see lib/workgroup_tile.
