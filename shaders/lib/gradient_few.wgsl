// The gradient of a listed row that MOST lookups at most are for, MOST being 1, 2 or 4: all terms at once, without a
// loop. Sums are those of lib/gradient_terms. See lib/sparse_update.

override MOST: u32 = 4;

@group(0) @binding(5) var<storage, read> bag_gradient: array<Vector>; // [bags, width]
@group(0) @binding(6) var<storage, read> segment_bags: array<u32>; // [L]
const FIRST_STATE = 7u;

struct Pieces {
  lookups: u32,
  // Of each lookup, where there is one: offset of vector 0 in `bag_gradient`.
  bags: vec4u,
}

fn bag_of(position: u32, end: u32) -> u32 {
  return segment_bags[min(position, end - 1u)] * ROW;
}

fn pieces_of(touched: TouchedRow) -> Pieces {
  var bags = vec4u(touched.bag * ROW);
  if (MOST > 1u) { bags.y = bag_of(touched.start + 1u, touched.end); }
  if (MOST > 2u) {
    bags.z = bag_of(touched.start + 2u, touched.end);
    bags.w = bag_of(touched.start + 3u, touched.end);
  }
  return Pieces(touched.end - touched.start, bags);
}

fn gradient_of(pieces: Pieces, column: u32) -> Vector {
  let none = Vector();
  var sum = bag_gradient[pieces.bags.x + column];
  if (MOST > 1u) { sum += select(none, bag_gradient[pieces.bags.y + column], pieces.lookups > 1u); }
  if (MOST > 2u) {
    sum += select(none, bag_gradient[pieces.bags.z + column], pieces.lookups > 2u);
    sum += select(none, bag_gradient[pieces.bags.w + column], pieces.lookups > 3u);
  }
  return sum;
}

fn strip_gradient(pieces: Pieces, columns: vec4u) -> Strip {
  return Strip(
    gradient_of(pieces, columns.x),
    gradient_of(pieces, columns.y),
    gradient_of(pieces, columns.z),
    gradient_of(pieces, columns.w),
  );
}

fn change_strip(element: u32, pieces: Pieces, first: u32, constants: Rule) {
  change(element + first, gradient_of(pieces, first), constants);
  if (exists(first + 1u)) { change(element + first + 1u, gradient_of(pieces, first + 1u), constants); }
  if (exists(first + 2u)) { change(element + first + 2u, gradient_of(pieces, first + 2u), constants); }
  if (exists(first + 3u)) { change(element + first + 3u, gradient_of(pieces, first + 3u), constants); }
}
