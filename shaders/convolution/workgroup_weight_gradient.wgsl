// include: weight_gradient_operands, workgroup_tile
// dw from (x, dy): a product whose inner axis runs over all pixels of the batch, split and summed in order;
// the sums are in lib/weight_gradient_operands, the parallelisation, FLOPs and bytes in lib/workgroup_tile.
