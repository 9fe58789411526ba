// The left operand of a product, stored as halves, two to a word: the base profile's way, without any feature.

@group(0) @binding(0) var<storage, read> left: array<vec2u>;

/// What a window meets beyond an image's edge.
fn outside() -> vec4f { return vec4f(); }

fn left_four(at: u32) -> vec4f {
  let words = left[at];
  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));
}
