// include: packed_bytes
// The result of an integer product as the next one's codes: signed bytes, four to a word. The multipliers include
// the division by the result's scale.

override RESULT_ZERO: i32 = 0;

@group(0) @binding(5) var<storage, read_write> product: array<u32>; // [rows, columns / 4]

fn write_result(acc: vec4i, column: u32, at: u32) {
  // Clamped as reals first: what lies far outside has no i32.
  let v = clamp(round(scaled(acc, column)), vec4f(-512.0), vec4f(512.0));
  let code = clamp(vec4i(v) + RESULT_ZERO, vec4i(-128), vec4i(127));
  product[at] = packed_bytes(code);
}
