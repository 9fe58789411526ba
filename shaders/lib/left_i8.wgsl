// include: signed_bytes
// The left operand of a product, stored as signed bytes, four to a word. Products of codes and their sums are whole
// numbers below 2^24, which f32 holds exactly: its multiply-adds are integer arithmetic here.

/// The code of zero. An image after a ReLU has -128, so few values make few pipelines.
override LEFT_ZERO: i32 = 0;

@group(0) @binding(0) var<storage, read> left: array<u32>;

/// What a window meets beyond an image's edge: zeros, as they are coded.
fn outside() -> vec4f { return vec4f(f32(LEFT_ZERO)); }

fn left_four(at: u32) -> vec4f { return signed_bytes(left[at]); }
