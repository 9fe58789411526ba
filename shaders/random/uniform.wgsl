// y_i = centre + half_range * (k_i - 2^23) / 2^23, k_i the top 24 bits of word 0 of Philox block i: uniform on
// [centre - half_range, centre + half_range). The integer is exact, the product and the sum round once each,
// as in src/graph/initialise.ts. One invocation per element of the range start ... start + count - 1.
// FLOPs: 2 per element besides some 100 integer operations; bytes: 4 per element.

// include: invocation, philox, rounded

struct Params {
  start: u32,
  count: u32,
  seed: u32,
  stream: u32,
  centre: f32,
  half_range: f32,
  // Always 0; see lib/rounded.
  zero: u32,
}

@group(0) @binding(0) var<storage, read_write> y: array<f32>; // [start + count, ...]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let offset = invocation_index(here);
  if (offset >= params.count) {
    return;
  }
  let i = params.start + offset;
  let bits = philox(vec4u(i, 0u, 0u, 0u), vec2u(params.seed, params.stream)).x;
  let position = f32(i32(bits >> 8u) - 8388608) * 0x1p-23;
  y[i] = params.centre + rounded(params.half_range * position, params.zero);
}
