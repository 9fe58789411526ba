// include: invocation
// C = epilogue(sum over s of partial[s]) in whole numbers: the second pass of an integer product whose inner axis
// was split so that f32 holds each part exactly.
// One invocation per four results. FLOPs: splits per result; bytes: 4·splits read and 4 written per result.

struct Params {
  fours: u32, // results / 4
  splits: u32,
  productStride: u32, // columns, in fours
  resultFactor: f32, // of coded results, see lib/integer_result_i8
  resultZero: i32,
}

@group(0) @binding(0) var<storage, read> partial: array<vec4f>; // [splits, rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let fours = params.fours;
  if (at >= fours) { return; }
  var sum = vec4i();
  let end = params.splits * fours;
  for (var i = at; i < end; i += fours) { sum += vec4i(partial[i]); }
  finish_integers(sum, at);
}
