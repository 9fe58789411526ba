// dx[p] = sum of dy over the windows that cover p: those whose largest tap is p (MAXIMUM), or all, each
// divided by its number of taps inside the image
// One invocation per input pixel and vector of channels gathers from its windows, so nothing is added twice.
// FLOPs: one per window over a pixel; bytes: 4 per input, 4 (8 for the maximum) per window over it.

// include: pooling_windows

override MAXIMUM: bool = true;

@group(0) @binding(0) var<storage, read> dy: array<Vector>; // [N, out_height, out_width, columns]
@group(0) @binding(1) var<storage, read> winners: array<Word>; // [N, out_height, out_width, columns]
@group(0) @binding(2) var<storage, read_write> dx: array<Vector>; // [N, height, width, columns]

/// First and one-past-last window that covers input row (or column) `at`.
fn covering(at: u32, stride: u32, padding: u32, window: u32, windows: u32) -> vec2u {
  let padded = at + padding;
  let first = select(0u, (padded - min(padded, window)) / stride + 1u, padded >= window);
  return vec2u(first, min(padded / stride + 1u, windows));
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let element = invocation_index(here);
  if (element >= params.count) {
    return;
  }
  let at = pixel_of(element, params.height, params.width, params.columns);
  let out_rows = covering(
    at.row, params.stride_rows, params.padding_top, params.window_height, params.out_height);
  let out_columns = covering(
    at.column, params.stride_columns, params.padding_left, params.window_width, params.out_width);
  var sum = Vector();
  for (var oh = out_rows.x; oh < out_rows.y; oh++) {
    let rows = window_rows(oh);
    let tap_row = at.row + params.padding_top - oh * params.stride_rows;
    for (var ow = out_columns.x; ow < out_columns.y; ow++) {
      let window = ((at.image * params.out_height + oh) * params.out_width + ow) * params.columns + at.channel;
      if (MAXIMUM) {
        let tap_column = at.column + params.padding_left - ow * params.stride_columns;
        let tap = tap_row * params.window_width + tap_column;
        sum += select(Vector(), dy[window], winners[window] == Word(tap));
      } else {
        sum += dy[window] / taps(rows, window_columns(ow));
      }
    }
  }
  dx[element] = sum;
}
