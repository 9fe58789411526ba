// include: invocation
// planes[i, r, word] = bit i of clamp(floor(x[r, k]·scale + shift), low, high) for the 32 numbers k of a word.
// One invocation per word of all planes. FLOPs: 2 per element; bytes: 4 + bits / 8 per element.

struct Params {
  rows: u32,
  depth: u32,
  words: u32, // of a row of one plane
  bits: u32,
  shift: f32,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>; // [rows, depth]
@group(0) @binding(1) var<storage, read> scale: array<f32>; // [1]
@group(0) @binding(2) var<storage, read_write> planes: array<u32>; // [bits, rows, words]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  let p = params;
  if (at >= p.rows * p.words) { return; }
  let row = at / p.words;
  let word = at - row * p.words;
  let first = row * p.depth + 32u * word;
  let count = min(32u, p.depth - 32u * word);
  let factor = scale[0];
  var bits = vec4u();
  for (var k = 0u; k < count; k++) {
    let code = i32(clamp(floor(fma(x[first + k], factor, p.shift)), p.low, p.high));
    bits |= ((vec4u(u32(code)) >> vec4u(0u, 1u, 2u, 3u)) & vec4u(1u)) << vec4u(k);
  }
  let plane = p.rows * p.words;
  planes[at] = bits.x;
  if (p.bits > 1u) { planes[plane + at] = bits.y; }
  if (p.bits > 2u) { planes[2u * plane + at] = bits.z; }
  if (p.bits > 3u) { planes[3u * plane + at] = bits.w; }
}
