// Peak arithmetic: a = a·b + c on 2 independent vec4 chains in each invocation, few enough to stay in the
// registers of any adapter; GPUs hide the latency behind other invocations.
// One invocation does loops · 8 · 2 · 4 fused multiply-adds: loops · 128 FLOPs; 4 bytes are written.

@group(0) @binding(0) var<storage, read_write> sums: array<f32>; // [invocations]

struct Params { loops: u32 }
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let b = f32(id.x) * 1e-9 + 0.999;
  var x = vec4f(0.0, 1.0, 2.0, 3.0) + b;
  var y = vec4f(4.0, 5.0, 6.0, 7.0) + b;
  let loops = params.loops;
  for (var i = 0u; i < loops; i++) {
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
    x = fma(x, vec4f(b), vec4f(b)); y = fma(y, vec4f(b), vec4f(b));
  }
  let sum = x + y;
  sums[id.x] = sum.x + sum.y + sum.z + sum.w;
}
