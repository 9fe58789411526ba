// include: quad_product, matmul_operands, quad_tile
// C[b] = epilogue(op(A[b])·op(B[b])) for matrices whose rows are whole vec4s; see lib/quad_tile.
