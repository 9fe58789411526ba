// include: invocation, pixel
// What the pooling kernels share: y has a window over x for each of its pixels.

struct Params {
  count: u32, // elements of the result, in vectors
  height: u32, // of x
  width: u32,
  columns: u32, // channels, in vectors
  out_height: u32, // of y
  out_width: u32,
  window_height: u32,
  window_width: u32,
  stride_rows: u32,
  stride_columns: u32,
  padding_top: u32,
  padding_left: u32,
}

@group(1) @binding(0) var<uniform> params: Params;

/// First and one-past-last input row (or column) of window `at`, within the image.
fn covered(at: u32, stride: u32, padding: u32, window: u32, size: u32) -> vec2u {
  let start = at * stride;
  return vec2u(max(start, padding) - padding, min(max(start + window, padding) - padding, size));
}

/// First and one-past-last row of x under the windows of row `at` of y.
fn window_rows(at: u32) -> vec2u {
  return covered(at, params.stride_rows, params.padding_top, params.window_height, params.height);
}

fn window_columns(at: u32) -> vec2u {
  return covered(at, params.stride_columns, params.padding_left, params.window_width, params.width);
}

/// The part of a window inside the image: rows x to y - 1, likewise columns, and its first element in x.
struct Window {
  rows: vec2u,
  columns: vec2u,
  first: u32,
}

fn window_of(at: Pixel) -> Window {
  let rows = window_rows(at.row);
  let columns = window_columns(at.column);
  let first = ((at.image * params.height + rows.x) * params.width + columns.x) * params.columns + at.channel;
  return Window(rows, columns, first);
}

/// Its number of taps.
fn taps(rows: vec2u, columns: vec2u) -> f32 {
  return f32((rows.y - rows.x) * (columns.y - columns.x));
}
