// include: quad_reads, matmul_operands, quad_tile
// The reads of gemm/quad_tiled and its stores, without its arithmetic; see lib/quad_reads.
