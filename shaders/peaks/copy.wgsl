// Peak memory traffic: y = x, one vec4 an invocation and step, whole rows of invocations apart.
// 32 bytes moved for every 4 elements; no FLOPs.

@group(0) @binding(0) var<storage, read> x: array<vec4f>; // [elements / 4]
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>; // [elements / 4]

struct Params { vectors: u32, stride: u32 }
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  for (var i = id.x; i < params.vectors; i += params.stride) {
    y[i] = x[i];
  }
}
