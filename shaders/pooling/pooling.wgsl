// y[n, oh, ow, c] = largest or mean of x over the part of its window that lies inside the image
// One invocation per output pixel and vector of channels, channels fastest.
// FLOPs: one per tap; bytes: 4 per output and 4 per tap (neighbouring windows share them in the cache).

// include: pooling_windows

override MAXIMUM: bool = true;

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [N, height, width, columns]
@group(0) @binding(1) var<storage, read_write> y: array<Vector>; // [N, out_height, out_width, columns]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let element = invocation_index(here);
  if (element >= params.count) {
    return;
  }
  let window = window_of(pixel_of(element, params.out_height, params.out_width, params.columns));
  var result = select(Vector(), x[window.first], MAXIMUM);
  for (var row = window.rows.x; row < window.rows.y; row++) {
    var i = window.first + (row - window.rows.x) * params.width * params.columns;
    for (var tap = window.columns.x; tap < window.columns.y; tap++) {
      result = select(result + x[i], max(result, x[i]), MAXIMUM);
      i += params.columns;
    }
  }
  if (!MAXIMUM) {
    result /= taps(window.rows, window.columns);
  }
  y[element] = result;
}
