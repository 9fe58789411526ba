// y_i = x_i / (1 - rate) where the top 24 random bits of element i reach the threshold round(rate * 2^24), else 0.
// One invocation per element; the bits are a function of (seed, stream, element, step), so that the backward
// pass, which is this kernel again, draws the same mask.
// FLOPs: 1 per element besides some 100 integer operations; bytes: 8 per element.

// include: invocation, philox

struct Params {
  count: u32,
  threshold: u32,
  seed: u32,
  stream: u32,
  // 1 / (1 - rate)
  scale: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>; // [count]
@group(0) @binding(1) var<storage, read> step: array<u32>; // [1]
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let i = invocation_index(here);
  if (i >= params.count) {
    return;
  }
  let bits = philox(vec4u(i, 0u, step[0], 0u), vec2u(params.seed, params.stream)).x;
  var kept = 0.0;
  if ((bits >> 8u) >= params.threshold) {
    kept = x[i] * params.scale;
  }
  y[i] = kept;
}
