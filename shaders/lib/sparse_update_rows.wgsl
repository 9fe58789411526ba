// include: sparse_update, touched_segments
// The walk of the sparse updates over a table of f32: LANES neighbouring invocations share a row, whose vectors are
// dealt out in turn, so that neighbours read neighbouring ones. Each element has one writer. With one lane there is
// no barrier.

@group(0) @binding(0) var<storage, read_write> table: array<Vector>; // [rows, width]

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let local = here.local;
  let segment = invocation_index(here) / LANES;
  let lane = local % LANES;
  let touched = segment < touched_rows();
  var row = 0u;
  var pieces = Pieces();
  if (touched) {
    row = unique_rows[segment];
    pieces = pieces_of(segment);
  }
  var mean_square = 0.0;
  if (MEAN_SQUARE) {
    for (var column = lane; touched && column < params.width; column += LANES) {
      let gradient = row_gradient(pieces, column);
      mean_square += total(gradient * gradient);
    }
    mean_square = lanes_sum(local, mean_square) / f32(params.width * WIDTH);
  }
  var constants: Rule;
  if (touched) {
    constants = rule(row, mean_square, constants_of_step());
  }
  if (MEAN_SQUARE && LANES > 1u) {
    storageBarrier(); // all lanes have read what one of them now writes
  }
  if (!touched) {
    return;
  }
  if (lane == 0u) {
    keep(row, constants);
  }
  for (var column = lane; column < params.width; column += LANES) {
    let element = row * params.width + column;
    table[element] = updated(table[element], element, row_gradient(pieces, column), constants);
  }
}
