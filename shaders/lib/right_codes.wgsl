// The right operand of a product, stored as codes of 8, 4, 3 or 2 bits, the lowest bits first; groups of neighbours
// share a scale and an offset: value = scale·code + offset. Codes of 3 bits have their two lower bits first, all of
// them, and then their upper bits (src/base/packing.ts).

override BITS: u32 = 4;
/// Fours in a group.
override GROUP: u32 = 8;

@group(0) @binding(1) var<storage, read> right: array<u32>;
@group(0) @binding(7) var<storage, read> affine: array<vec2f>; // [groups], scale and offset

/// Numbers that four neighbouring fields of `width` bits hold, from bit 0 on, each times `units` of its field; bits
/// beyond them are ignored. Masks and powers of two: SwiftShader shifts vectors number by number.
fn fields(word: u32, width: u32, units: vec4f) -> vec4f {
  let mask = i32((1u << width) - 1u);
  let w = bitcast<i32>(word);
  return units * vec4f(f32(w & mask), f32(w & (mask << width)), f32(w & (mask << (2u * width))),
    f32(w & (mask << (3u * width))));
}

const UNITS1 = vec4f(1.0, 0x1p-1f, 0x1p-2f, 0x1p-3f);
const UNITS2 = vec4f(1.0, 0x1p-2f, 0x1p-4f, 0x1p-6f);
const UNITS4 = vec4f(1.0, 0x1p-4f, 0x1p-8f, 0x1p-12f);

fn bytes(word: u32) -> vec4f {
  let w = bitcast<i32>(word ^ 0x80000000u);
  return vec4f(f32(w & 0xff), f32(w & 0xff00) * 0x1p-8f, f32(w & 0xff0000) * 0x1p-16f,
    f32(w & -0x1000000) * 0x1p-24f + 128.0);
}

/// Codes of two or three bits, given the words that hold them from bit 0 on.
fn few_bits(lower: u32, upper: u32) -> vec4f {
  if (BITS == 2u) { return fields(lower, 2u, UNITS2); }
  return fields(lower, 2u, UNITS2) + fields(upper, 1u, 4.0 * UNITS1);
}

fn lower_word(at: u32) -> u32 { return right[at / 4u] >> (8u * (at & 3u)); }
/// Two thirds of the words hold the lower bits.
fn upper_word(at: u32) -> u32 { return right[arrayLength(&right) / 3u * 2u + at / 8u] >> (4u * (at & 7u)); }

fn codes(at: u32) -> vec4f {
  if (BITS == 8u) { return bytes(right[at]); }
  if (BITS == 4u) {
    let word = right[at / 2u];
    return fields(select(word, word >> 16u, (at & 1u) == 1u), 4u, UNITS4);
  }
  if (BITS == 3u) { return few_bits(lower_word(at), upper_word(at)); }
  return few_bits(lower_word(at), 0u);
}

/// Fours `at` and at + 1 for an even `at`, which share a word in most widths.
fn code_pair(at: u32) -> mat2x4f {
  if (BITS == 8u) { return mat2x4f(bytes(right[at]), bytes(right[at + 1u])); }
  if (BITS == 4u) {
    let word = right[at / 2u];
    return mat2x4f(fields(word, 4u, UNITS4), fields(word >> 16u, 4u, UNITS4));
  }
  let lower = lower_word(at);
  var upper = 0u;
  if (BITS == 3u) { upper = upper_word(at); }
  return mat2x4f(few_bits(lower, upper), few_bits(lower >> 8u, upper >> 4u));
}

fn right_four(at: u32) -> vec4f {
  let group = affine[at / GROUP];
  return codes(at) * group.x + group.y;
}

/// Fours `at` and at + 1 for an even `at`, of one group.
fn right_pair(at: u32) -> mat2x4f {
  let group = affine[at / GROUP];
  let pair = code_pair(at);
  return mat2x4f(pair[0] * group.x + group.y, pair[1] * group.x + group.y);
}
