// a <- a + mean_c g_c^2, w <- w - lr * g / (sqrt(a) + epsilon) on touched rows, one a per row
// (row-wise Adagrad: Mudigere et al., 2104.05158, section 4.1).
// `lanes` neighbouring invocations share a row: each sums its vectors' squares in order, and all of them add
// the lanes' sums in order. With one lane there is no barrier.
// FLOPs: 7 per element of a touched row; bytes: 8 per element, 8 per row, and its pieces twice.

// include: sparse_update

// Invocations that share a row; a divisor of WORKGROUP, equal to params.lanes.
override LANES: u32 = 1;

@group(0) @binding(0) var<storage, read_write> table: array<Vector>; // [rows, width]
@group(0) @binding(1) var<storage, read_write> accumulator: array<f32>; // [rows]
@group(0) @binding(2) var<storage, read> learning_rate: array<f32>; // [1]
@group(0) @binding(3) var<storage, read> unique_rows: array<u32>; // [L]
@group(0) @binding(4) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(5) var<storage, read> sums: array<Vector>; // [pieces, width] and one more vector

var<workgroup> squares: array<f32, WORKGROUP>;
var<workgroup> accumulators: array<f32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let local = here.local;
  let segment = invocation_index(here) / LANES;
  let lane = local % LANES;
  let touched = segment < touched_rows();
  var row = 0u;
  var pieces = Pieces();
  var square_sum = 0.0;
  if (touched) {
    row = unique_rows[segment];
    pieces = pieces_of(segment);
    // Vectors are dealt out in turn, so that neighbours read neighbouring ones.
    for (var column = lane; column < params.width; column += LANES) {
      let gradient = row_gradient(pieces, column);
      square_sum += total(gradient * gradient);
    }
  }
  var before = 0.0;
  if (touched && lane == 0u) {
    before = accumulator[row];
  }
  if (LANES > 1u) {
    squares[local] = square_sum;
    accumulators[local] = before;
    workgroupBarrier();
    square_sum = 0.0;
    for (var other = local - lane; other < local - lane + LANES; other++) {
      square_sum += squares[other];
    }
    before = accumulators[local - lane];
  }
  if (!touched) {
    return;
  }
  let sum = before + square_sum / f32(params.width * WIDTH);
  if (lane == 0u) {
    accumulator[row] = sum;
  }
  let rate = learning_rate[0] / (sqrt(sum) + params.epsilon);
  let row_start = row * params.width;
  for (var column = lane; column < params.width; column += LANES) {
    table[row_start + column] -= rate * row_gradient(pieces, column);
  }
}
