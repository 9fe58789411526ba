// include: epilogue_steps, invocation
// The tensors of products of any alignment, which are read and written number by number; lib/left_number_* and
// lib/right_number_* read the operands.

@group(0) @binding(2) var<storage, read> bias: array<f32>; // [columns], used when BIAS
@group(0) @binding(3) var<storage, read> residual: array<f32>; // like product, used when RESIDUAL
@group(0) @binding(4) var<storage, read> source: array<f32>; // like product, used when DERIVATIVE
@group(0) @binding(5) var<storage, read_write> product: array<f32>; // [.., rows, columns]
@group(0) @binding(6) var<storage, read_write> preActivation: array<f32>; // like product, used when SAVE
