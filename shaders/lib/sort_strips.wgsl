// include: sort_keys
// What the sorting kernels share in which an invocation has a strip of neighbouring elements. It reads them four at a
// time and then those that fill no four: a software adapter pays for a load, not for how wide it is.
// Expects `Element` (lib/sort_indices or lib/sort_pairs) and the binding `elements` of fours.

// The elements of an access. Places in it are written modulo WIDTH, to be within bounds where that is 1.
alias Four = array<Element, WIDTH>;

struct Range { start: u32, end: u32 }

// The elements of a strip; they start with a four.
fn strip_of(strip: u32) -> Range {
  let start = strip * params.strip;
  return Range(start, min(start + params.strip, lookup_count()));
}

fn element_at(i: u32) -> Element {
  return elements[i / WIDTH][i % WIDTH];
}

fn key_at(i: u32) -> u32 {
  return key_of(element_at(i));
}

// Of sorted keys: the one before key i, or before the first one a key that differs from it.
fn key_before(i: u32) -> u32 {
  return select(key_at(max(i, 1u) - 1u), ~key_at(0u), i == 0u);
}
