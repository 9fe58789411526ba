// include: convolution_places, bit_product
// y = x ∗ w of numbers of a few bits; four channels of the windows' walk are one word of 32. See lib/bit_product.
