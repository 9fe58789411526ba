// include: column_tiles
// Mean and spread of a growing set of numbers without cancellation: two sets are merged by the update of
// Chan, Golub & LeVeque (1983), eq. 2.1. Needs vector1 or vector4.

struct Moments {
  count: f32,
  mean: Vector,
  // Sum of squared distances from the mean.
  squares: Vector,
}

var<workgroup> lane_moments: array<Moments, LANES * COLUMNS>;

fn merged(a: Moments, b: Moments) -> Moments {
  let count = a.count + b.count;
  let share = b.count / max(count, 1.0);
  let distance = b.mean - a.mean;
  return Moments(
    count,
    a.mean + share * distance,
    a.squares + b.squares + (a.count * share) * distance * distance,
  );
}

/// Merges the sets of the LANES invocations that share a column; valid in lane 0. All must call it.
fn merge_lanes(own: Moments, local: vec2u) -> Moments {
  if (LANES == 1u) {
    return own;
  }
  let slot = local.y * COLUMNS + local.x;
  lane_moments[slot] = own;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.y < half) {
      lane_moments[slot] = merged(lane_moments[slot], lane_moments[slot + half * COLUMNS]);
    }
  }
  return lane_moments[slot];
}
