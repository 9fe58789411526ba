// include: bag_search
// Of the first pass of the sort: its elements are the indices that are looked up, which become keys of pairs. They still
// lie bag by bag, so an invocation walks from bag to bag.
// Expects lib/pair_packed or lib/pair_apart, and what lib/sort_keys expects.

// Whether a key carries its position, which its weight is found by, and not its bag.
override BY_POSITION: bool = false;

alias Element = u32;

fn key_of(element: Element) -> u32 { return element; }

// The bag that the last position was in, and where the next one starts.
struct Walk { bag: u32, end: u32 }

// For the elements from `start` on.
fn walk_from(start: u32) -> Walk {
  if (BY_POSITION) { return Walk(); }
  let bag = bag_of(start, params.bags);
  return Walk(bag, offsets[bag + 1u]);
}

fn pair_from(element: Element, position: u32, walk: ptr<function, Walk>) -> Pair {
  if (BY_POSITION) { return pair_of(element, position); }
  while (position >= (*walk).end) {
    (*walk).bag++;
    (*walk).end = offsets[(*walk).bag + 1u];
  }
  return pair_of(element, (*walk).bag);
}
