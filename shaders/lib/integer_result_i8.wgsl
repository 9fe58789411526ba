// include: packed_bytes
// The result of an integer product as the next one's codes: signed bytes, four to a word. `params.resultFactor` is
// 1 / the result's scale, applied after the activation: few activations commute with a scale. It is 1 where the
// multipliers include it.

@group(0) @binding(5) var<storage, read_write> product: array<u32>; // [rows, columns / 4]

fn write_result(acc: vec4i, column: u32, at: u32) {
  // Clamped as reals first: what lies far outside has no i32.
  let v = clamp(round(scaled(acc, column) * params.resultFactor), vec4f(-512.0), vec4f(512.0));
  let code = clamp(vec4i(v) + params.resultZero, vec4i(-128), vec4i(127));
  product[at] = packed_bytes(code);
}
