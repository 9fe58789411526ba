// The gradient of a touched row that MOST lookups at most are for, MOST being 1, 2 or 4: all terms at once, without a
// loop. SwiftShader pays as much for a loop or a branch that no lane takes as for loading a term. Sums are those of
// lib/gradient_terms. See lib/sparse_update.

@group(0) @binding(6) var<storage, read> bag_gradient: array<Vector>; // [bags, width]
@group(0) @binding(7) var<storage, read> segment_bags: array<u32>; // [L]
const FIRST_STATE = 8u;

struct Pieces {
  lookups: u32,
  // Of each lookup, where there is one: offset of vector 0 in `bag_gradient`.
  bags: vec4u,
}

fn bag_of(position: u32, end: u32) -> u32 {
  return segment_bags[min(position, end - 1u)] * params.width;
}

fn pieces_of(segment: u32) -> Pieces {
  let start = segment_starts[segment];
  let end = segment_starts[segment + 1u];
  var bags = vec4u(bag_of(start, end));
  if (MOST > 1u) { bags.y = bag_of(start + 1u, end); }
  if (MOST > 2u) {
    bags.z = bag_of(start + 2u, end);
    bags.w = bag_of(start + 3u, end);
  }
  return Pieces(end - start, bags);
}

fn row_gradient(pieces: Pieces, column: u32) -> Vector {
  let none = Vector();
  var sum = none + bag_gradient[pieces.bags.x + column];
  if (MOST > 1u) { sum += select(none, bag_gradient[pieces.bags.y + column], pieces.lookups > 1u); }
  if (MOST > 2u) {
    sum += select(none, bag_gradient[pieces.bags.z + column], pieces.lookups > 2u);
    sum += select(none, bag_gradient[pieces.bags.w + column], pieces.lookups > 3u);
  }
  return sum;
}
