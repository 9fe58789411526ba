// include: invocation
// Numbers of one to four bits by planes, as signed bytes, four to a word: what a product of bytes reads.
//   two's complement counts the top plane negative; bipolar codes stand for 2·code - (2^bits - 1).
// Bits beyond the depth become zeros. One invocation per word of a plane, which makes eight words of bytes.
// FLOPs: 0; bytes: bits / 8 read and 1 written per number.

override BITS: u32 = 1;
override SIGNED: bool = false;
override BIPOLAR: bool = false;

struct Params {
  words: u32, // of a plane
  rowWords: u32,
  depth: u32, // numbers of a row
}

@group(0) @binding(0) var<storage, read> planes: array<u32>; // [bits, rows, rowWords]
@group(0) @binding(1) var<storage, read_write> bytes: array<u32>; // [rows, 8·rowWords]
@group(1) @binding(0) var<uniform> params: Params;

/// What plane i adds to the four numbers whose bits a word has from bit 0 on.
fn plane_part(word: u32, i: u32) -> vec4i {
  var weight = 1i << i;
  if (BIPOLAR) { weight = 2i << i; }
  if (SIGNED && i + 1u == BITS) { weight = -weight; }
  return select(vec4i(), vec4i(weight), (vec4u(word) & vec4u(1u, 2u, 4u, 8u)) != vec4u());
}

@compute @workgroup_size(WORKGROUP)
fn main(here: Invocation) {
  let at = invocation_index(here);
  if (at >= params.words) { return; }
  let p0 = planes[at];
  var p1 = 0u;
  var p2 = 0u;
  var p3 = 0u;
  if (BITS > 1u) { p1 = planes[at + params.words]; }
  if (BITS > 2u) { p2 = planes[at + 2u * params.words]; }
  if (BITS > 3u) { p3 = planes[at + 3u * params.words]; }
  let first = 32u * (at % params.rowWords);
  for (var i = 0u; i < 32u; i += 4u) {
    var numbers = plane_part(p0 >> i, 0u);
    if (BITS > 1u) { numbers += plane_part(p1 >> i, 1u); }
    if (BITS > 2u) { numbers += plane_part(p2 >> i, 2u); }
    if (BITS > 3u) { numbers += plane_part(p3 >> i, 3u); }
    if (BIPOLAR) { numbers -= vec4i((1i << BITS) - 1i); }
    let exists = vec4u(first + i) + vec4u(0u, 1u, 2u, 3u) < vec4u(params.depth);
    let parts = bitcast<vec4u>(select(vec4i(), numbers, exists) & vec4i(255))
      * vec4u(1u, 0x100u, 0x10000u, 0x1000000u);
    bytes[8u * at + i / 4u] = parts.x | parts.y | parts.z | parts.w;
  }
}
