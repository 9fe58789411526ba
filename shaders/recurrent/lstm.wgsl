// a_t = x_t + h_{t-1} W;  i, f, o = sigmoid(a), g = tanh(a);  c_t = f c_{t-1} + i g;  h_t = o tanh(c_t)
// (Hochreiter & Schmidhuber 1997), gates in the order i, f, g, o, starting from h = c = 0.
// A workgroup walks through one sequence, each invocation with a vector of units; h_{t-1} is read from where it was
// written.
// FLOPs: 8 * units per unit and step; bytes: x, gates, cells and h once, W once a step if not in the cache.

// include: lstm

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [batch, steps, 4, units]
@group(0) @binding(1) var<storage, read> weight: array<Vector>; // [units * WIDTH, 4, units]
@group(0) @binding(2) var<storage, read_write> hidden: array<Vector>; // [batch, steps, units]
@group(0) @binding(3) var<storage, read_write> cells: array<Vector>; // [batch, steps, units]
@group(0) @binding(4) var<storage, read_write> gates: array<Vector>; // [batch, steps, 4, units]

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
  for (var step = 0u; step < params.steps; step++) {
    let row = sample * params.steps + step;
    for (var unit = local; unit < units; unit += WORKGROUP) {
      let own = 4u * row * units + unit;
      var i = x[own];
      var f = x[own + units];
      var g = x[own + 2u * units];
      var o = x[own + 3u * units];
      var before = Vector(0.0);
      if (step > 0u) {
        before = cells[(row - 1u) * units + unit];
        let first = (row - 1u) * units;
        for (var k = 0u; k < units; k++) {
          let several = hidden[first + k];
          for (var p = 0u; p < WIDTH; p++) {
            let h = part(several, p);
            let at = 4u * (k * WIDTH + p) * units + unit;
            i += h * weight[at];
            f += h * weight[at + units];
            g += h * weight[at + 2u * units];
            o += h * weight[at + 3u * units];
          }
        }
      }
      i = opened(i);
      f = opened(f);
      g = squashed(g);
      o = opened(o);
      let cell = f * before + i * g;
      gates[own] = i;
      gates[own + units] = f;
      gates[own + 2u * units] = g;
      gates[own + 3u * units] = o;
      cells[row * units + unit] = cell;
      hidden[row * units + unit] = o * squashed(cell);
    }
    storageBarrier();
  }
}
