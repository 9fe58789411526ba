// include: matmul_places, dot_tile
// C = epilogue(A·Bᵀ) of signed bytes; see lib/dot_tile.
