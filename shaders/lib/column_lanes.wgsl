// include: column_tiles
// Sums over the LANES invocations of a workgroup that share a column, by a tree of fixed order.
// Every invocation must call it. Needs vector1 or vector4.

var<workgroup> lane_sums: array<Vector, LANES * COLUMNS>;

fn sum_of_lanes(own: Vector, local: vec2u) -> Vector {
  if (LANES == 1u) {
    return own;
  }
  let slot = local.y * COLUMNS + local.x;
  lane_sums[slot] = own;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.y < half) {
      lane_sums[slot] += lane_sums[slot + half * COLUMNS];
    }
  }
  workgroupBarrier();
  let sum = lane_sums[local.x];
  workgroupBarrier(); // before the memory serves another sum
  return sum;
}
