// Peak memory traffic: y = x, one element an invocation and step, whole rows of invocations apart. An element is a
// vector of four numbers (lib/vector4) or a matrix of sixteen (lib/vector16): adapters differ in which is faster.
// 8 bytes moved for every number; no FLOPs.

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [elements]
@group(0) @binding(1) var<storage, read_write> y: array<Vector>; // [elements]

struct Params { elements: u32, stride: u32 }
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  for (var i = id.x; i < params.elements; i += params.stride) {
    y[i] = x[i];
  }
}
