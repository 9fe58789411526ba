// include: invocation
// low[t, c] = min, high[t, c] = max of x[r, c] over the rows r = t, t + T, t + 2T, ...
// One invocation per partial, no barriers. FLOPs: 2 per element; bytes: 4 per element.

struct Params {
  count: u32, // of elements of x
  partials: u32, // T * columns
}

@group(0) @binding(0) var<storage, read> x: array<f32>; // [rows, columns]
@group(0) @binding(1) var<storage, read_write> lows: array<f32>; // [T, columns]
@group(0) @binding(2) var<storage, read_write> highs: array<f32>; // [T, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let first = invocation_index(here);
  if (first >= params.partials) {
    return;
  }
  var low = x[first];
  var high = low;
  for (var i = first + params.partials; i < params.count; i += params.partials) {
    low = min(low, x[i]);
    high = max(high, x[i]);
  }
  lows[first] = low;
  highs[first] = high;
}
