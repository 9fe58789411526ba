// p ← p − lr·(g + λp), over all parameters at once: SGD that keeps no momentum.
// One invocation per four elements, no barriers. FLOPs: 4 per element; bytes: 12 per element.

// include: dense_update

@group(0) @binding(3) var<storage, read_write> parameters: array<vec4f>; // [count]

fn update(i: u32) {
  let parameter = parameters[i];
  parameters[i] = parameter - learning_rate[0] * decayed_gradient(i, parameter);
}
