// include: matmul_places, bit_product
// C = A·Bᵀ of numbers of a few bits; a step of four along the inner axis is one word of 32 numbers. See lib/bit_product.
