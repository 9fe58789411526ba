// The gradient of a listed row of any number of lookups: as lib/gradient_terms, four vectors at once, so that what a
// lookup is, is read once for all four. See lib/sparse_update.

@group(0) @binding(5) var<storage, read> bag_gradient: array<Vector>; // [bags, width]
@group(0) @binding(6) var<storage, read> segment_bags: array<u32>; // [L]
const FIRST_STATE = 7u;

alias Pieces = TouchedRow;

fn pieces_of(touched: TouchedRow) -> Pieces {
  return touched;
}

fn strip_gradient(pieces: Pieces, columns: vec4u) -> Strip {
  let length = pieces.end - pieces.start;
  if (length > params.chunk) {
    let chunk = pieces.start / params.chunk + 1u;
    let first = chunk * ROW;
    let later = (params.firsts + chunk) * ROW;
    let end = later + (length - 1u) / params.chunk * ROW;
    return Strip(
      sum_pieces(first, later, end, columns.x),
      sum_pieces(first, later, end, columns.y),
      sum_pieces(first, later, end, columns.z),
      sum_pieces(first, later, end, columns.w),
    );
  }
  var at = pieces.bag * ROW + columns;
  var sum = Strip(bag_gradient[at.x], bag_gradient[at.y], bag_gradient[at.z], bag_gradient[at.w]);
  for (var position = pieces.start + 1u; position < pieces.end; position++) {
    at = segment_bags[position] * ROW + columns;
    sum.a += bag_gradient[at.x];
    sum.b += bag_gradient[at.y];
    sum.c += bag_gradient[at.z];
    sum.d += bag_gradient[at.w];
  }
  return sum;
}

fn change_strip(element: u32, pieces: Pieces, first: u32, constants: Rule) {
  let gradient = strip_gradient(pieces, columns_from(first));
  change(element + first, gradient.a, constants);
  if (exists(first + 1u)) { change(element + first + 1u, gradient.b, constants); }
  if (exists(first + 2u)) { change(element + first + 2u, gradient.c, constants); }
  if (exists(first + 3u)) { change(element + first + 3u, gradient.d, constants); }
}
