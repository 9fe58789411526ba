// The right operand of a product, stored as codes of 8, 4, 3 or 2 bits, the lowest bits first; groups of neighbours
// share a scale and an offset: value = scale·code + offset. Codes of 3 bits have their two lower bits first, all of
// them, and then their upper bits (src/base/packing.ts).

override BITS: u32 = 4;
/// Fours in a group.
override GROUP: u32 = 8;

@group(0) @binding(1) var<storage, read> right: array<u32>;
@group(0) @binding(7) var<storage, read> affine: array<vec2f>; // [groups], scale and offset

/// What four neighbouring fields of `width` bits hold, from bit 0 on, each as it lies in the word; bits beyond them are
/// ignored. Masks: SwiftShader shifts vectors number by number.
fn raw_fields(word: u32, width: u32) -> vec4f {
  let mask = i32((1u << width) - 1u);
  let w = bitcast<i32>(word);
  return vec4f(f32(w & mask), f32(w & (mask << width)), f32(w & (mask << (2u * width))), f32(w & (mask << (3u * width))));
}

/// The numbers that they hold, each times `units` of its field.
fn fields(word: u32, width: u32, units: vec4f) -> vec4f { return units * raw_fields(word, width); }

const UNITS1 = vec4f(1.0, 0x1p-1f, 0x1p-2f, 0x1p-3f);
const UNITS2 = vec4f(1.0, 0x1p-2f, 0x1p-4f, 0x1p-6f);
const UNITS4 = vec4f(1.0, 0x1p-4f, 0x1p-8f, 0x1p-12f);
const UNITS8 = vec4f(1.0, 0x1p-8f, 0x1p-16f, 0x1p-24f);

/// Bytes as they lie in the word; of the last, whose sign the word would take, 128 are missing.
fn raw_bytes(word: u32) -> vec4f {
  let w = bitcast<i32>(word ^ 0x80000000u);
  return vec4f(f32(w & 0xff), f32(w & 0xff00), f32(w & 0xff0000), f32(w & -0x1000000));
}

fn bytes(word: u32) -> vec4f { return UNITS8 * raw_bytes(word) + vec4f(0.0, 0.0, 0.0, 128.0); }

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

fn right_four(at: u32) -> vec4f {
  let group = affine[at / GROUP];
  return codes(at) * group.x + group.y;
}
