// include: invocation, signed_bytes, packed_bytes
// c = clamp(((leftFactor·a + rightFactor·b + offset) >> shift) + zero, lowest, 127), in whole numbers
// The offset holds both zero points and the half that makes the shift round.
// One invocation per word of four codes. FLOPs: 5 per element; bytes: 3 per element.

struct Params {
  count: u32, // words
  shift: u32,
  leftFactor: i32,
  rightFactor: i32,
  offset: i32,
  zero: i32,
  lowest: i32,
}

@group(0) @binding(0) var<storage, read> left: array<u32>; // [count]
@group(0) @binding(1) var<storage, read> right: array<u32>; // [count]
@group(0) @binding(2) var<storage, read_write> sum: array<u32>; // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let p = params;
  if (at >= p.count) { return; }
  let a = vec4i(signed_bytes(left[at]));
  let b = vec4i(signed_bytes(right[at]));
  let scaled = p.leftFactor * a + p.rightFactor * b + p.offset;
  let code = (scaled >> vec4u(p.shift)) + p.zero;
  sum[at] = packed_bytes(clamp(code, vec4i(p.lowest), vec4i(127)));
}
