// The right operand of a product, stored as halves, two to a word: the base profile's way, without any feature.

@group(0) @binding(1) var<storage, read> right: array<vec2u>;

fn right_four(at: u32) -> vec4f {
  let words = right[at];
  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));
}
