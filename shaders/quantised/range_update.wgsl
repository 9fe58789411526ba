// r ← r + m·(batch − r) for the lowest and the highest element of each column; a range of nothing takes the batch's.
// One workgroup a column: each lane walks every LANES-th partial, a tree joins the lanes. Bytes: 8 per partial.

override LANES: u32 = 64;

struct Params {
  rows: u32, // of partials
  columns: u32,
  momentum: f32,
}

@group(0) @binding(0) var<storage, read> lows: array<f32>; // [rows, columns]
@group(0) @binding(1) var<storage, read> highs: array<f32>; // [rows, columns]
@group(0) @binding(2) var<storage, read_write> low: array<f32>; // [columns]
@group(0) @binding(3) var<storage, read_write> high: array<f32>; // [columns]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> lowest: array<f32, LANES>;
var<workgroup> highest: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let column = group.y * groups.x + group.x;
  // Clamped reads: a lane without a partial of its own repeats the last.
  let present = min(column, params.columns - 1u);
  let last = params.rows - 1u;
  lowest[lane] = lows[min(lane, last) * params.columns + present];
  highest[lane] = highs[min(lane, last) * params.columns + present];
  for (var row = lane + LANES; row < params.rows; row += LANES) {
    lowest[lane] = min(lowest[lane], lows[row * params.columns + present]);
    highest[lane] = max(highest[lane], highs[row * params.columns + present]);
  }
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      lowest[lane] = min(lowest[lane], lowest[lane + half]);
      highest[lane] = max(highest[lane], highest[lane + half]);
    }
  }
  if (lane > 0u || column >= params.columns) {
    return;
  }
  let unset = low[column] == 0.0 && high[column] == 0.0;
  let momentum = select(params.momentum, 1.0, unset);
  low[column] += momentum * (lowest[0] - low[column]);
  high[column] += momentum * (highest[0] - high[column]);
}
