// include: convolution_places, bit_planes_product
// y = x ∗ w of numbers of a few bits, coded again as it is written. See lib/bit_planes_product.
