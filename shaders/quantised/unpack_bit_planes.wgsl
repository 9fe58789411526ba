// include: invocation
// x[r, k] = the number that code k of row r stands for: q, its two's complement, or 2q - (2^bits - 1) if bipolar.
// One invocation per element. FLOPs: 1 per element; bytes: 4 + bits / 8 per element.

override SIGNED: bool = false;
override BIPOLAR: bool = false;

struct Params {
  rows: u32,
  depth: u32,
  words: u32, // of a row of one plane
  bits: u32,
}

@group(0) @binding(0) var<storage, read> planes: array<u32>; // [bits, rows, words]
@group(0) @binding(1) var<storage, read_write> x: array<f32>; // [rows, depth]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let p = params;
  if (at >= p.rows * p.depth) { return; }
  let row = at / p.depth;
  let k = at - row * p.depth;
  var code = 0u;
  for (var i = 0u; i < p.bits; i++) {
    code |= ((planes[(i * p.rows + row) * p.words + k / 32u] >> (k % 32u)) & 1u) << i;
  }
  var number = i32(code);
  if (SIGNED && (code >> (p.bits - 1u)) == 1u) { number -= 1i << p.bits; }
  if (BIPOLAR) { number = 2i * number - ((1i << p.bits) - 1i); }
  x[at] = f32(number);
}
