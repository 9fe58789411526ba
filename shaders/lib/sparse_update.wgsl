// include: invocation
// What the sparse update rules share: their parameters and the gradient of a touched row, added from the
// pieces that `embedding/segment_sums` left. Expects the bindings `segment_starts` and `sums`.

struct Params {
  // Columns of the table, in vectors.
  width: u32,
  // Vectors that one invocation updates.
  columns: u32,
  // Invocations that share a row: width / columns, rounded up.
  lanes: u32,
  // Lookups a batch can hold.
  capacity: u32,
  // Sorted lookups in a chunk.
  chunk: u32,
  // Rows of `sums`: capacity + number of chunks.
  pieces: u32,
  epsilon: f32,
  // Adam: 1 - beta and ln(beta), rounded once from float64.
  first_rate: f32,
  second_rate: f32,
  first_log_beta: f32,
  second_log_beta: f32,
}

@group(1) @binding(0) var<uniform> params: Params;

// How many distinct rows this batch touches.
fn touched_rows() -> u32 {
  return u32(total(sums[params.pieces * params.width]));
}

// Where the pieces of a row's gradient are: its first piece, then chunk ... chunk_end - 1, as offsets
// of vector 0 in `sums`.
struct Pieces {
  first: u32,
  chunk: u32,
  chunk_end: u32,
}

fn pieces_of(segment: u32) -> Pieces {
  let chunk = segment_starts[segment] / params.chunk + 1u;
  let chunk_end = (segment_starts[segment + 1u] + params.chunk - 1u) / params.chunk;
  let width = params.width;
  return Pieces(segment * width, (params.capacity + chunk) * width, (params.capacity + chunk_end) * width);
}

// Vector `column` of a row's gradient: its pieces added in order.
fn row_gradient(pieces: Pieces, column: u32) -> Vector {
  var sum = sums[pieces.first + column];
  for (var at = pieces.chunk; at < pieces.chunk_end; at += params.width) {
    sum += sums[at + column];
  }
  return sum;
}
