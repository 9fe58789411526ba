// include: invocation, signed_bytes
// x[r, k] = scale·(code[r, k] − zero)
// One invocation per word of four codes. FLOPs: 2 per element; bytes: 5 per element.

struct Params {
  count: u32, // words
  words: u32, // of a row
  depth: u32, // of a row of numbers
  zero: i32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> codes: array<u32>; // [rows, words]
@group(0) @binding(1) var<storage, read_write> x: array<f32>; // [rows, depth]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let p = params;
  if (at >= p.count) { return; }
  let row = at / p.words;
  let first = 4u * (at - row * p.words);
  let real = (signed_bytes(codes[at]) - f32(p.zero)) * p.scale;
  for (var lane = 0u; lane < min(4u, p.depth - first); lane++) {
    x[row * p.depth + first + lane] = real[lane];
  }
}
