// What the kernels of a radix sort share. Expects the binding `offsets`.

struct Params {
  // Elements the arrays hold.
  capacity: u32,
  // Blocks of keys that are counted apart, and keys of a block where it is a strip of one invocation.
  blocks: u32,
  strip: u32,
  // Where in `offsets` the number of real lookups stands.
  bags: u32,
  // Lowest bit of the digit sorted by, and the digit's largest value.
  shift: u32,
  digit_mask: u32,
  // Of what a key carries, where both are in one word.
  payload_bits: u32,
}

@group(1) @binding(0) var<uniform> params: Params;

fn digit_of(key: u32) -> u32 {
  return (key >> params.shift) & params.digit_mask;
}

fn lookup_count() -> u32 {
  return offsets[params.bags];
}
