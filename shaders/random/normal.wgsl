// y_i = deviation * z_i, z_i the sum of the eight 16-bit halves of Philox block i, centred and scaled to variance one
// (Irwin-Hall; exact integers, then two f32 multiplications, each rounded once, as in src/base/philox.ts).
// One invocation per element. FLOPs: 2 per element besides some 100 integer operations; bytes: 4 per element.

// include: invocation, philox, rounded

struct Params {
  count: u32,
  seed: u32,
  stream: u32,
  deviation: f32,
  // Reciprocal of the standard deviation of the sum, rounded to f32.
  scale: f32,
  // Always 0; see lib/rounded.
  zero: u32,
}

@group(0) @binding(0) var<storage, read_write> y: array<f32>; // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let i = invocation_index(here);
  if (i >= params.count) {
    return;
  }
  let block = philox(vec4u(i, 0u, 0u, 0u), vec2u(params.seed, params.stream));
  let halves = (block & vec4u(0xffffu)) + (block >> vec4u(16u));
  // The mean of the sum is 8 * 65535 / 2.
  let centred = i32(halves.x + halves.y + halves.z + halves.w) - 262140;
  y[i] = rounded(f32(centred) * params.scale, params.zero) * params.deviation;
}
