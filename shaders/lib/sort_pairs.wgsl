// Of a pass of the sort that is not the first: its elements are the pairs that the pass before has moved.
// Expects lib/pair_packed or lib/pair_apart.

alias Element = Pair;

fn key_of(element: Element) -> u32 { return pair_key(element); }

// Nothing has to be found out about pairs.
struct Walk { unused: u32 }

fn walk_from(start: u32) -> Walk { return Walk(); }

fn pair_from(element: Element, position: u32, walk: ptr<function, Walk>) -> Pair { return element; }
