// What the sorting kernels share: lookups are handled in blocks of ITEMS for each of WORKGROUP invocations.
// Expects the binding `keys`.

override WORKGROUP: u32 = 128;
const ITEMS = 8u;
override BLOCK: u32 = WORKGROUP * ITEMS;

struct Params {
  // Elements the arrays hold, and blocks over them.
  capacity: u32,
  blocks: u32,
  // Where in `offsets` the number of real lookups stands.
  bags: u32,
  // Lowest bit of the digit sorted by.
  shift: u32,
  // 1 in the first pass, where a key's payload is its position.
  first: u32,
}

@group(1) @binding(0) var<uniform> params: Params;

fn digit_of(key: u32) -> u32 {
  return (key >> params.shift) & 15u;
}

// Whether the key at `i` is the first of its kind in sorted keys.
fn starts_run(i: u32) -> bool {
  return i == 0u || keys[i] != keys[max(i, 1u) - 1u];
}
