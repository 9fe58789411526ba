// p ← p − rate·schedule·amplitude·(frequency/period)·φ′(p·frequency/period), φ zero on whole numbers.
// One invocation per four elements of one parameter, no barriers. FLOPs: 12 per element; bytes: 8 per element.

// include: invocation, periodic

alias element = vec4f;

struct Params {
  count: u32, // in vectors of four elements
}

// 0: sine, 1: cosine, 2: hat.
override WAVE: u32 = 0;

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>; // [count]
@group(0) @binding(1) var<storage, read> period: array<f32>; // [1]
@group(0) @binding(2) var<storage, read> amplitude: array<f32>; // [1]
@group(0) @binding(3) var<storage, read> schedule: array<f32>; // [1]
@group(0) @binding(4) var<storage, read> frequency: array<f32>; // [1]
@group(0) @binding(5) var<storage, read> learning_rate: array<f32>; // [1]
@group(1) @binding(0) var<uniform> params: Params;

fn derivative(u: vec4f) -> vec4f {
  switch WAVE {
    case 0u: { return sine_wave_derivative(u); }
    case 1u: { return cosine_wave_derivative(u); }
    default: { return hat_wave_derivative(u); }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let i = invocation_index(here);
  if (i >= params.count) {
    return;
  }
  let turns = frequency[0] / period[0];
  let rate = learning_rate[0] * schedule[0] * amplitude[0] * turns;
  parameters[i] -= rate * derivative(parameters[i] * turns);
}
