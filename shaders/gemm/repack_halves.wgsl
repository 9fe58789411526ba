// output[r, c, f] = input[r, c, f] where it exists, else 0, for halves: pads rows to whole fours.
// One invocation per word of `output`, whose rows are whole words; a row of `input` may begin amid one.
// FLOPs: 0; bytes: 2 read and 2 written per element.

// include: invocation

struct Params {
  count: u32, // words of `output`
  fromInner: u32,
  fromMiddle: u32,
  toInner: u32, // even
  toMiddle: u32,
}

@group(0) @binding(0) var<storage, read> input: array<u32>; // [outer, fromMiddle, fromInner], two to a word
@group(0) @binding(1) var<storage, read_write> output: array<u32>; // [outer, toMiddle, toInner], two to a word
@group(1) @binding(0) var<uniform> params: Params;

fn half_at(at: u32) -> u32 { return (input[at / 2u] >> (16u * (at & 1u))) & 0xffffu; }

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  if (at >= params.count) { return; }
  let row = 2u * at / params.toInner;
  let inner = 2u * at - row * params.toInner;
  let outer = row / params.toMiddle;
  let middle = row - outer * params.toMiddle;
  let first = (outer * params.fromMiddle + middle) * params.fromInner + inner;
  var word = 0u;
  if (middle < params.fromMiddle && inner < params.fromInner) {
    word = half_at(first);
    if (inner + 1u < params.fromInner) { word |= half_at(first + 1u) << 16u; }
  }
  output[at] = word;
}
