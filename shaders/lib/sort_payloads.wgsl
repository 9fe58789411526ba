// include: bag_search
// What a key carries through the sort: its bag, or its position where that is still needed for its weight. Made in
// the first pass, in which keys still lie bag by bag, so that an invocation walks from bag to bag.
// Expects what lib/sort_keys expects.

override BY_POSITION: bool = false;
// Whether this is the first pass.
override FIRST: bool = false;

// The bag that the last position was in, and where the next one starts.
struct Walk { bag: u32, end: u32 }

// For the keys from `start` on.
fn walk_from(start: u32) -> Walk {
  if (BY_POSITION || !FIRST) { return Walk(); }
  let bag = bag_of(start, params.bags);
  return Walk(bag, offsets[bag + 1u]);
}

fn made_payload(position: u32, walk: ptr<function, Walk>) -> u32 {
  if (BY_POSITION) { return position; }
  while (position >= (*walk).end) {
    (*walk).bag++;
    (*walk).end = offsets[(*walk).bag + 1u];
  }
  return (*walk).bag;
}
