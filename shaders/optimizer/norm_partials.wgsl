// partials[t] = Σ ‖x[i]‖² over the vectors i = t, t + T, t + 2T, …, with T invocations in all.
// Each invocation adds in its own fixed order; no barriers. FLOPs: 2 per element; bytes: 4 per element.

struct Params {
  // Vectors of four elements.
  count: u32,
  // Invocations in all, T.
  total: u32,
}

override WORKGROUP: u32 = 64;

@group(0) @binding(0) var<storage, read> x: array<vec4f>; // [count]
@group(0) @binding(1) var<storage, read_write> partials: array<f32>; // [total]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.total) {
    return;
  }
  var sum = 0.0;
  for (var i = id.x; i < params.count; i += params.total) {
    sum += dot(x[i], x[i]);
  }
  partials[id.x] = sum;
}
