// include: matmul_places, bit_planes_product
// C = A·Bᵀ of numbers of a few bits, coded again as it is written. See lib/bit_planes_product.
