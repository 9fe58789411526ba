// The right operand of a product, stored as codes of 8, 4, 3 or 2 bits, the lowest bits first; groups of neighbours
// share a scale and an offset: value = scale·code + offset. Codes of 3 bits have their two lower bits first, all of
// them, and then their upper bits (src/base/packing.ts).

override BITS: u32 = 4;
/// Fours in a group.
override GROUP: u32 = 8;

@group(0) @binding(1) var<storage, read> right: array<u32>;
@group(0) @binding(7) var<storage, read> affine: array<vec2f>; // [groups], scale and offset

/// Four neighbouring fields of a word, each of `width` bits, from bit `first` on.
fn fields(word: u32, first: u32, width: u32) -> vec4u {
  return (vec4u(word >> first) >> (vec4u(0u, 1u, 2u, 3u) * width)) & vec4u((1u << width) - 1u);
}

fn codes(at: u32) -> vec4u {
  if (BITS == 8u) { return fields(right[at], 0u, 8u); }
  if (BITS == 4u) { return fields(right[at / 2u], 16u * (at & 1u), 4u); }
  let lower = fields(right[at / 4u], 8u * (at & 3u), 2u);
  if (BITS == 2u) { return lower; }
  // Two thirds of the words hold the lower bits.
  let upper = right[arrayLength(&right) / 3u * 2u + at / 8u];
  return lower | (fields(upper, 4u * (at & 7u), 1u) << vec4u(2u));
}

fn right_four(at: u32) -> vec4f {
  let group = affine[at / GROUP];
  return vec4f(codes(at)) * group.x + group.y;
}
