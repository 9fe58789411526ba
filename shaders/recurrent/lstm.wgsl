// a_t = x_t + h_{t-1} W;  i, f, o = sigmoid(a), g = tanh(a);  c_t = f c_{t-1} + i g;  h_t = o tanh(c_t)
// (Hochreiter & Schmidhuber 1997), gates in the order i, f, g, o, starting from h = c = 0.
// A workgroup walks through one sequence, its invocations over the units; h_{t-1} is read from where it was written.
// FLOPs: 8 * units per unit and step; bytes: x, gates, cells and h once, W once a step if not in the cache.

// include: activation

override WORKGROUP: u32 = 64;

struct Params {
  batch: u32,
  steps: u32,
  units: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>; // [batch, steps, 4, units]
@group(0) @binding(1) var<storage, read> weight: array<f32>; // [units, 4, units]
@group(0) @binding(2) var<storage, read_write> hidden: array<f32>; // [batch, steps, units]
@group(0) @binding(3) var<storage, read_write> cells: array<f32>; // [batch, steps, units]
@group(0) @binding(4) var<storage, read_write> gates: array<f32>; // [batch, steps, 4, units]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let sample = group.y * groups.x + group.x;
  if (sample >= params.batch) {
    return;
  }
  let units = params.units;
  let columns = 4u * units;
  for (var step = 0u; step < params.steps; step++) {
    let row = sample * params.steps + step;
    for (var unit = local; unit < units; unit += WORKGROUP) {
      let own = row * columns + unit;
      var sums = vec4f(x[own], x[own + units], x[own + 2u * units], x[own + 3u * units]);
      var before = 0.0;
      if (step > 0u) {
        before = cells[(row - 1u) * units + unit];
        let first = (row - 1u) * units;
        for (var k = 0u; k < units; k++) {
          let at = k * columns + unit;
          let weights = vec4f(weight[at], weight[at + units], weight[at + 2u * units], weight[at + 3u * units]);
          sums += hidden[first + k] * weights;
        }
      }
      let i = sigmoid(sums.x);
      let f = sigmoid(sums.y);
      let g = tanh_safe(sums.z);
      let o = sigmoid(sums.w);
      let cell = f * before + i * g;
      gates[own] = i;
      gates[own + units] = f;
      gates[own + 2u * units] = g;
      gates[own + 3u * units] = o;
      cells[row * units + unit] = cell;
      hidden[row * units + unit] = o * tanh_safe(cell);
    }
    storageBarrier();
  }
}
