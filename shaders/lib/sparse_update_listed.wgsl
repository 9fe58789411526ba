// include: sparse_update, touched_rows
// The walk of the sparse updates over a table of f32 for software adapters: the rows of one list by length, each shared
// by invocations of four vectors. A lane of such an adapter waits for its neighbours, and SwiftShader runs what a branch
// guards though no lane takes it (a loop it does skip): so neighbours are at one row, or at rows that take as long, and
// nothing is asked of a row that its list already says. A rule that needs the whole row first has one invocation a row.

override LIST: u32 = 0;
// Columns of the table, in vectors: params.width, known beforehand.
override ROW: u32 = 4;

@group(0) @binding(0) var<storage, read_write> table: array<Vector>; // [rows, ROW]
@group(0) @binding(4) var<storage, read> listed: array<vec4u>; // as lib/touched_rows says

// Four vectors of a row; those beyond its last repeat it.
struct Strip { a: Vector, b: Vector, c: Vector, d: Vector }

fn columns_from(first: u32) -> vec4u {
  let columns = vec4u(first) + vec4u(0u, 1u, 2u, 3u);
  if (ROW % 4u == 0u) { return columns; }
  return min(columns, vec4u(ROW - 1u));
}

fn exists(column: u32) -> bool {
  return ROW % 4u == 0u || column < ROW;
}

fn change(element: u32, gradient: Vector, constants: Rule) {
  table[element] = updated(table[element], element, gradient, constants);
}

fn mean_square_of(pieces: Pieces) -> f32 {
  var sum = 0.0;
  for (var first = 0u; first < ROW; first += 4u) {
    let gradient = strip_gradient(pieces, columns_from(first));
    sum += total(gradient.a * gradient.a);
    if (exists(first + 1u)) { sum += total(gradient.b * gradient.b); }
    if (exists(first + 2u)) { sum += total(gradient.c * gradient.c); }
    if (exists(first + 3u)) { sum += total(gradient.d * gradient.d); }
  }
  return sum / f32(ROW * WIDTH);
}

fn change_row(touched: TouchedRow, lane: u32) {
  let pieces = pieces_of(touched);
  let element = touched.row * ROW;
  if (MEAN_SQUARE) {
    let constants = rule(touched.row, mean_square_of(pieces));
    keep(touched.row, constants);
    for (var first = 0u; first < ROW; first += 4u) {
      change_strip(element, pieces, first, constants);
    }
  } else {
    change_strip(element, pieces, 4u * lane, rule(touched.row, 0.0));
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
  let rows = select(listed[LIST].x, 0u, first >= stride);
  for (var place = first; place < rows; place += stride) {
    let touched = listed[list + place];
    change_row(TouchedRow(touched.x, touched.y, touched.z, touched.w), lane);
  }
}
