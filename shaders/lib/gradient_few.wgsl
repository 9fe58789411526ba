// The gradient of a listed row that FEWEST to MOST lookups are for, MOST being 1, 2 or 4: all terms at once, without a
// loop. Sums are those of lib/gradient_terms. See lib/sparse_update.

override FEWEST: u32 = 1;
override MOST: u32 = 4;

@group(0) @binding(5) var<storage, read> bag_gradient: array<Strip>; // [bags, STRIPS]
@group(0) @binding(6) var<storage, read> segment_bags: array<u32>; // [L]
const FIRST_STATE = 7u;

struct Pieces {
  lookups: u32,
  // Of each lookup, where there is one: its bag's first strip in `bag_gradient`.
  bags: vec4u,
}

fn has(pieces: Pieces, lookup: u32) -> bool {
  return lookup <= FEWEST || lookup <= pieces.lookups;
}

fn pieces_of(touched: TouchedRow) -> Pieces {
  var bags = vec4u(touched.bag * STRIPS);
  let last = touched.end - 1u;
  if (MOST > 1u) { bags.y = segment_bags[min(touched.start + 1u, last)] * STRIPS; }
  if (MOST > 2u) {
    bags.z = segment_bags[min(touched.start + 2u, last)] * STRIPS;
    bags.w = segment_bags[min(touched.start + 3u, last)] * STRIPS;
  }
  return Pieces(touched.end - touched.start, bags);
}

fn strip_gradient(pieces: Pieces, strip: u32) -> Strip {
  var sum = bag_gradient[pieces.bags.x + strip];
  if (MOST > 1u && has(pieces, 2u)) { sum += bag_gradient[pieces.bags.y + strip]; }
  if (MOST > 2u && has(pieces, 3u)) { sum += bag_gradient[pieces.bags.z + strip]; }
  if (MOST > 2u && has(pieces, 4u)) { sum += bag_gradient[pieces.bags.w + strip]; }
  return sum;
}
