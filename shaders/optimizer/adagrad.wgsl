// g += λp;  a ← a + g²;  p ← p − lr·g/(√a + ε), over all parameters at once (Duchi et al., 2011).
// One invocation per four elements, no barriers. FLOPs: 8 per element; bytes: 20 per element.

// include: dense_update

@group(0) @binding(3) var<storage, read_write> parameters: array<vec4f>; // [count]
@group(0) @binding(4) var<storage, read_write> accumulators: array<vec4f>; // [count]

fn update(i: u32) {
  let parameter = parameters[i];
  let gradient = decayed_gradient(i, parameter);
  let accumulator = accumulators[i] + gradient * gradient;
  accumulators[i] = accumulator;
  parameters[i] = parameter - learning_rate[0] * gradient / (sqrt(accumulator) + params.epsilon);
}
