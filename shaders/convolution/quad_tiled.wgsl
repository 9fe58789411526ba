// include: quad_product, convolution_operands, quad_tile
// y = epilogue(x ∗ w), or dx from (dy, w): a product over windows of the image that are never written out;
// the sums are in lib/convolution_operands, the parallelisation, FLOPs and bytes in lib/quad_tile.
