// norm = √Σ partials and scale = min(1, maximum/norm) (Pascanu et al., 1211.5063).
// One workgroup: each invocation sums a stride, then a tree of fixed order. FLOPs: 1 per partial.

struct Params {
  count: u32,
  maximum: f32,
}

override WORKGROUP: u32 = 256;

@group(0) @binding(0) var<storage, read> partials: array<f32>; // [count]
@group(0) @binding(1) var<storage, read_write> norm: array<f32>; // [1]
@group(0) @binding(2) var<storage, read_write> scale: array<f32>; // [1]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> sums: array<f32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32) {
  var sum = 0.0;
  for (var i = local; i < params.count; i += WORKGROUP) {
    sum += partials[i];
  }
  sums[local] = sum;
  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local < half) {
      sums[local] += sums[local + half];
    }
  }
  if (local == 0u) {
    let length = sqrt(sums[0]);
    norm[0] = length;
    scale[0] = select(1.0, params.maximum / length, length > params.maximum);
  }
}
