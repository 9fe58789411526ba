// include: invocation
// What the sparse updates share: their parameters, and what every rule reads.
//
// An update is a rule, which is a kernel's own file, on a walk over the touched rows, which is a library: one for
// tables of f32 (lib/sparse_update_rows), one for tables of codes (lib/sparse_update_codes), one for tables of f32 on
// software adapters (lib/sparse_update_listed). Where the gradient of a touched row comes from is a library too: all
// from the pieces that `embedding/segment_sums` left (lib/gradient_pieces), or only that of hot rows, and others from
// their bags (lib/gradient_terms). It has
//   FIRST_STATE                                    the first binding that is not taken
//   Pieces, pieces_of(segment) -> Pieces           where the gradient of a row is
//   row_gradient(pieces, column) -> Vector         one vector of it
// and for listed rows (lib/gradient_few, lib/gradient_many), which come with where their lookups are,
//   Pieces, pieces_of(TouchedRow) -> Pieces
//   strip_gradient(pieces, strip) -> Strip         one strip of it
// A rule declares its states from there on, and
//   MEAN_SQUARE                                    whether it needs the mean square of the row's gradient
//   Constants, constants_of_step() -> Constants    what is the same for every row
//   Rule, rule(row, mean_square, Constants) -> Rule  what is the same for every element of a row
//   updated(weight, element, gradient, rule)       the new weights of one vector; writes its states
//   keep(row, rule)                                writes the states of the row itself, once

struct Params {
  // Columns of the table, in vectors.
  width: u32,
  // Sorted lookups in a chunk.
  chunk: u32,
  // Rows of `sums`, and how many of them are for first pieces.
  pieces: u32,
  firsts: u32,
  epsilon: f32,
  // Adam: 1 - beta and ln(beta), rounded once from float64.
  first_rate: f32,
  second_rate: f32,
  first_log_beta: f32,
  second_log_beta: f32,
  // Tables of codes: words of a row's codes, the key of its random numbers, and always 0 (see lib/rounded).
  code_words: u32,
  seed: u32,
  stream: u32,
  zero: u32,
  // Where the rows of lib/sparse_update_listed begin, invocations that share one of them, and rows at a time.
  list: u32,
  sharers: u32,
  stride: u32,
}

@group(0) @binding(1) var<storage, read_write> sums: array<Vector>; // [pieces, width], and the tail
@group(0) @binding(2) var<storage, read> learning_rate: array<f32>; // [1]
@group(0) @binding(3) var<storage, read> step: array<u32>; // [1]
@group(1) @binding(0) var<uniform> params: Params;

// Invocations that share a row; a divisor of WORKGROUP.
override LANES: u32 = 1;

var<workgroup> lane_values: array<f32, WORKGROUP>;

// The sum over the lanes of a row, in order. Every invocation must call it.
fn lanes_sum(local: u32, own: f32) -> f32 {
  if (LANES == 1u) {
    return own;
  }
  lane_values[local] = own;
  workgroupBarrier();
  var sum = 0.0;
  let first = local - local % LANES;
  for (var other = first; other < first + LANES; other++) {
    sum += lane_values[other];
  }
  workgroupBarrier(); // before the memory serves another sum
  return sum;
}

// How many distinct rows this batch touches.
fn touched_rows() -> u32 {
  return u32(total(sums[params.pieces * params.width]));
}

// Offsets of vector 0 in `sums` of a row's later pieces: the first of them, and the end. They lie at the chunks that
// begin within the row, of which its sorted lookups are start ... end - 1.
fn later_pieces(start: u32, end: u32) -> vec2u {
  let chunk = start / params.chunk + 1u;
  return (params.firsts + vec2u(chunk, chunk + (end - start - 1u) / params.chunk)) * params.width;
}

// Of the first piece of a hot row where `embedding/segment_sums` has left those alone: with the first of those chunks.
fn hot_piece(start: u32) -> u32 {
  return (start / params.chunk + 1u) * params.width;
}

// Vector `column` of the sum of pieces at `first`, and from `chunk` to `chunk_end`, offsets in `sums`, in order.
fn sum_pieces(first: u32, chunk: u32, chunk_end: u32, column: u32) -> Vector {
  var sum = sums[first + column];
  for (var at = chunk; at < chunk_end; at += params.width) {
    sum += sums[at + column];
  }
  return sum;
}
