// include: sparse_update
// The walk of the sparse updates over a table of f32 for software adapters: an invocation looks through a strip of the
// touched rows for those of FEWEST to MOST lookups, so that neighbouring lanes are at rows that take as long.

override FEWEST: u32 = 1;
override MOST: u32 = 0xffffffff;

@group(0) @binding(0) var<storage, read_write> table: array<Vector>; // [rows, width]

/// The first row from `begin` on, before `end`, of so many lookups; else `end`.
fn next_row(begin: u32, end: u32) -> u32 {
  var segment = begin;
  while (segment < end) {
    let lookups = segment_starts[segment + 1u] - segment_starts[segment];
    if (lookups >= FEWEST && lookups <= MOST) { break; }
    segment++;
  }
  return segment;
}

fn update_row(segment: u32) {
  let row = unique_rows[segment];
  let pieces = pieces_of(segment);
  var mean_square = 0.0;
  if (MEAN_SQUARE) {
    for (var column = 0u; column < params.width; column++) {
      let gradient = row_gradient(pieces, column);
      mean_square += total(gradient * gradient);
    }
    mean_square /= f32(params.width * WIDTH);
  }
  let constants = rule(row, mean_square);
  keep(row, constants);
  for (var column = 0u; column < params.width; column++) {
    let element = row * params.width + column;
    table[element] = updated(table[element], element, row_gradient(pieces, column), constants);
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let first = invocation_index(here) * params.strip;
  let end = min(first + params.strip, touched_rows());
  for (var segment = next_row(first, end); segment < end; segment = next_row(segment + 1u, end)) {
    update_row(segment);
  }
}
