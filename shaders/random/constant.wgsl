// y_i = value. One invocation per element. FLOPs: none; bytes: 4 per element.

// include: invocation

struct Params {
  count: u32,
  value: f32,
}

@group(0) @binding(0) var<storage, read_write> y: array<f32>; // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let i = invocation_index(here);
  if (i < params.count) {
    y[i] = params.value;
  }
}
