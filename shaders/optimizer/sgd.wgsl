// g += λp;  m ← μm + g;  p ← p − lr·(nesterov ? g + μm : m), over all parameters at once.
// One invocation per four elements, no barriers. FLOPs: 6 per element; bytes: 20 per element.

// include: dense_update

override NESTEROV: bool = false;

@group(0) @binding(3) var<storage, read_write> parameters: array<vec4f>; // [count]
@group(0) @binding(4) var<storage, read_write> momenta: array<vec4f>; // [count]

fn update(i: u32) {
  let parameter = parameters[i];
  let gradient = decayed_gradient(i, parameter);
  let momentum = params.momentum * momenta[i] + gradient;
  momenta[i] = momentum;
  let direction = select(momentum, gradient + params.momentum * momentum, NESTEROV);
  parameters[i] = parameter - learning_rate[0] * direction;
}
