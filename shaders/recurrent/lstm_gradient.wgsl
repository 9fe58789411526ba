// From the last step to the first, with i, f, g, o the gates and dh_t what flows in plus da_{t+1} W^T:
//   dc_t = dc_{t+1} f_{t+1} + dh o (1 - tanh(c)^2);  da_i = dc g i (1 - i);  da_f = dc c_{t-1} f (1 - f)
//   da_g = dc i (1 - g^2);  da_o = dh tanh(c) o (1 - o)
// A workgroup walks through one sequence, each invocation with a vector of units; da_{t+1} is read from where it was
// written.
// FLOPs: 8 * units per unit and step; bytes: dh, cells, gates and da once, W once a step if not in the cache.

// include: lstm

@group(0) @binding(0) var<storage, read> hidden_gradient: array<Vector>; // [batch, steps, units]
@group(0) @binding(1) var<storage, read> transposed: array<Vector>; // [4 * units * WIDTH, units]: W^T
@group(0) @binding(2) var<storage, read> cells: array<Vector>; // [batch, steps, units]
@group(0) @binding(3) var<storage, read> gates: array<Vector>; // [batch, steps, 4, units]
@group(0) @binding(4) var<storage, read_write> slopes: array<Vector>; // [batch, steps, 4, units]
@group(0) @binding(5) var<storage, read_write> carried: array<Vector>; // [batch, units]: dc f of the step after

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
  for (var left = params.steps; left > 0u; left--) {
    let step = left - 1u;
    let row = sample * params.steps + step;
    for (var unit = local; unit < units; unit += WORKGROUP) {
      var dh = hidden_gradient[row * units + unit];
      var dc = Vector(0.0);
      if (left < params.steps) {
        dc = carried[sample * units + unit];
        let first = 4u * (row + 1u) * units;
        for (var column = 0u; column < 4u * units; column++) {
          let several = slopes[first + column];
          for (var p = 0u; p < WIDTH; p++) {
            dh += part(several, p) * transposed[(column * WIDTH + p) * units + unit];
          }
        }
      }
      let own = 4u * row * units + unit;
      let i = gates[own];
      let f = gates[own + units];
      let g = gates[own + 2u * units];
      let o = gates[own + 3u * units];
      let shown = squashed(cells[row * units + unit]);
      var before = Vector(0.0);
      if (step > 0u) {
        before = cells[(row - 1u) * units + unit];
      }
      dc += dh * o * (1.0 - shown * shown);
      carried[sample * units + unit] = dc * f;
      slopes[own] = dc * g * i * (1.0 - i);
      slopes[own + units] = dc * before * f * (1.0 - f);
      slopes[own + 2u * units] = dc * i * (1.0 - g * g);
      slopes[own + 3u * units] = dh * shown * o * (1.0 - o);
    }
    storageBarrier();
  }
}
