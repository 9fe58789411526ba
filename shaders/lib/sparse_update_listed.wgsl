// include: sparse_update, touched_rows
// The walk of the sparse updates over a table of f32 for software adapters: the rows of one list by length, each shared
// by invocations of a strip each (lib/strip_matrix, lib/strip_vector). A lane of such an adapter waits for its neighbours, and SwiftShader runs what a branch
// guards though no lane takes it (a loop it does skip): so neighbours are at one row, or at rows that take as long, and
// nothing is asked of a row that its list already says. A rule that needs the whole row first has one invocation a row.

override LIST: u32 = 0;
// Strips of a row.
override STRIPS: u32 = 1;

@group(0) @binding(0) var<storage, read_write> table: array<Strip>; // [rows, STRIPS]
@group(0) @binding(4) var<storage, read> listed: array<vec4u>; // as lib/touched_rows says

fn mean_square_of(pieces: Pieces) -> f32 {
  var sum = 0.0;
  for (var strip = 0u; strip < STRIPS; strip++) {
    sum = with_squares(sum, strip_gradient(pieces, strip));
  }
  // Not by the constant that it is: compilers multiply by its reciprocal, and bits would differ from the other walks.
  return sum / f32(params.width * WIDTH);
}

fn change_strip(at: u32, gradient: Strip, constants: Rule) {
  table[at] = updated_strip(table[at], at * SPAN, gradient, constants);
}

fn change_row(touched: TouchedRow, lane: u32, step_constants: Constants) {
  let pieces = pieces_of(touched);
  let first = touched.row * STRIPS;
  if (MEAN_SQUARE) {
    let constants = rule(touched.row, mean_square_of(pieces), step_constants);
    keep(touched.row, constants);
    for (var strip = 0u; strip < STRIPS; strip++) {
      change_strip(first + strip, strip_gradient(pieces, strip), constants);
    }
  } else {
    change_strip(first + lane, strip_gradient(pieces, lane), rule(touched.row, 0.0, step_constants));
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let list = params.list;
  let stride = params.stride;
  let sharers = params.sharers;
  let invocation = invocation_index(here);
  let first = invocation / sharers;
  let lane = invocation - first * sharers;
  let step_constants = constants_of_step();
  // Neighbouring rows of the list, which lie near each other in the table, are one invocation's.
  let rows = listed[LIST].x;
  let share = (rows + stride - 1u) / stride;
  let end = min((first + 1u) * share, rows);
  for (var place = first * share; place < end; place++) {
    let touched = listed[list + place];
    change_row(TouchedRow(touched.x, touched.y, touched.z, touched.w), lane, step_constants);
  }
}
