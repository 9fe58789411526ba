// include: convolution_places, dot_tile
// y = epilogue(x ∗ w) of signed bytes; see lib/dot_tile.
