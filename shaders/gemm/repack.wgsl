// output[r, c, f] = input[r, c, f] where it exists, else 0: pads rows to whole vec4s, or crops them again.
// Elements of four bytes of any type. One invocation per element of `output`. FLOPs: 0; bytes: 4 read and 4 written per element.

// include: invocation

struct Params {
  count: u32, // elements of `output`
  fromInner: u32,
  fromMiddle: u32,
  toInner: u32,
  toMiddle: u32,
}

@group(0) @binding(0) var<storage, read> input: array<u32>; // [outer, fromMiddle, fromInner]
@group(0) @binding(1) var<storage, read_write> output: array<u32>; // [outer, toMiddle, toInner]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  if (at >= params.count) { return; }
  let row = at / params.toInner;
  let inner = at - row * params.toInner;
  let outer = row / params.toMiddle;
  let middle = row - outer * params.toMiddle;
  let exists = inner < params.fromInner && middle < params.fromMiddle;
  output[at] = select(0u, input[(outer * params.fromMiddle + middle) * params.fromInner + inner], exists);
}
