// include: epilogue_steps
// What a product does to four neighbouring results before they are written; its accumulators start with the
// bias. All tensors of the result's shape are addressed by the same index, in fours.

@group(0) @binding(2) var<storage, read> bias: array<vec4f>; // [columns], used when BIAS
@group(0) @binding(3) var<storage, read> residual: array<vec4f>; // like product, used when RESIDUAL
@group(0) @binding(4) var<storage, read> source: array<vec4f>; // like product, used by derivatives
@group(0) @binding(5) var<storage, read_write> product: array<vec4f>; // [.., rows, columns]
@group(0) @binding(6) var<storage, read_write> preActivation: array<vec4f>; // like product, used when SAVE

/// Writes four results, and what the backward pass wants of them.
fn finish(value: vec4f, at: u32) {
  var v = value;
  if (RESIDUAL) { v += residual[at]; }
  if (SAVE) { preActivation[at] = v; }
  if (ACTIVATION != 0u) { v = activated(v); }
  if (DERIVATIVE != 0u) { v = derived(v, source[at]); }
  product[at] = v;
}
