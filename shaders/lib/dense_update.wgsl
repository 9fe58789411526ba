// include: invocation
// What the dense update rules share: four elements an invocation over flat buffers that hold all
// parameters, decayed ones first; no barriers. The including kernel declares `parameters`, its moments, and
//   update(i)   the rule, for vector i

struct Params {
  // In vectors of four elements.
  count: u32,
  decay_end: u32,
  weight_decay: f32,
  momentum: f32,
  epsilon: f32,
  // Adam: 1 − β and ln β, rounded once from float64.
  first_rate: f32,
  second_rate: f32,
  first_log_beta: f32,
  second_log_beta: f32,
}

override CLIPPED: bool = false;

@group(0) @binding(0) var<storage, read> gradients: array<vec4f>; // [count]
@group(0) @binding(1) var<storage, read> learning_rate: array<f32>; // [1]
@group(0) @binding(2) var<storage, read> gradient_scale: array<f32>; // [1], unused unless CLIPPED
@group(1) @binding(0) var<uniform> params: Params;

/// λ where weight decay applies, else 0.
fn decay_at(i: u32) -> f32 {
  return select(0.0, params.weight_decay, i < params.decay_end);
}

fn clipped_gradient(i: u32) -> vec4f {
  if (CLIPPED) {
    return gradients[i] * gradient_scale[0];
  }
  return gradients[i];
}

/// g + λp.
fn decayed_gradient(i: u32, parameter: vec4f) -> vec4f {
  return clipped_gradient(i) + decay_at(i) * parameter;
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let i = invocation_index(here);
  if (i < params.count) {
    update(i);
  }
}
