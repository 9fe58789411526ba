// Sums and maxima over the LANES invocations of a workgroup that share a row, by trees of fixed order.
// Every invocation must call them. ROWS rows go to a workgroup.

override LANES: u32 = 1;
override ROWS: u32 = 64;

struct Invocation {
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
}

/// The row an invocation works on, in a launch that `spread` (src/kernels/kernel.ts) folds over x and y.
fn row_of(here: Invocation) -> u32 {
  return (here.group.y * here.groups.x + here.group.x) * ROWS + here.local.y;
}

var<workgroup> lane_values: array<f32, LANES * ROWS>;

fn sum_of_row(own: f32, local: vec2u) -> f32 { return over_row(own, local, false); }

fn largest_of_row(own: f32, local: vec2u) -> f32 { return over_row(own, local, true); }

fn over_row(own: f32, local: vec2u, largest: bool) -> f32 {
  if (LANES == 1u) {
    return own;
  }
  let slot = local.y * LANES + local.x;
  lane_values[slot] = own;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.x < half) {
      let a = lane_values[slot];
      let b = lane_values[slot + half];
      lane_values[slot] = select(a + b, max(a, b), largest);
    }
  }
  workgroupBarrier();
  let result = lane_values[local.y * LANES];
  workgroupBarrier(); // before the memory serves another row
  return result;
}
