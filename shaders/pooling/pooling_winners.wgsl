// winners[n, oh, ow, c] = place in its window, row by row, of the first largest tap inside the image
// One invocation per output pixel and vector of channels, channels fastest.
// FLOPs: one per tap; bytes: 4 per output and 4 per tap (neighbouring windows share them in the cache).

// include: pooling_windows

@group(0) @binding(0) var<storage, read> x: array<Vector>; // [N, height, width, columns]
@group(0) @binding(1) var<storage, read_write> winners: array<Word>; // [N, out_height, out_width, columns]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let element = invocation_index(here);
  if (element >= params.count) {
    return;
  }
  let at = pixel_of(element, params.out_height, params.out_width, params.columns);
  let window = window_of(at);
  let row_offset = window.rows.x + params.padding_top - at.row * params.stride_rows;
  let column_offset = window.columns.x + params.padding_left - at.column * params.stride_columns;
  var largest = x[window.first];
  var winner = Word(row_offset * params.window_width + column_offset);
  for (var row = 0u; row < window.rows.y - window.rows.x; row++) {
    for (var tap = 0u; tap < window.columns.y - window.columns.x; tap++) {
      let value = x[window.first + (row * params.width + tap) * params.columns];
      let place = (row_offset + row) * params.window_width + column_offset + tap;
      winner = select(winner, Word(place), value > largest);
      largest = max(largest, value);
    }
  }
  winners[element] = winner;
}
