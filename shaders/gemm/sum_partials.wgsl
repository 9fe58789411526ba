// include: invocation
// C = epilogue(sum over s of partial[s]): the second pass of a product whose inner axis was split.
// One invocation per four results adds the partial products in order, so the sum is the same every time.
// FLOPs: splits per result; bytes: 4·splits read and 4 written per result.

struct Params {
  fours: u32, // results / 4
  splits: u32,
  columns: u32, // in fours
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>; // [splits, .., rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let fours = params.fours;
  if (at >= fours) { return; }
  var sum = vec4f();
  if (BIAS) { sum = bias[at % params.columns]; }
  let end = params.splits * fours;
  for (var i = at; i < end; i += fours) { sum += partial[i]; }
  finish(sum, at);
}
