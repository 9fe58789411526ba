// include: signed_bytes
// The right operand of a product, stored as signed bytes, four to a word; see lib/left_i8.

@group(0) @binding(1) var<storage, read> right: array<u32>;

fn right_four(at: u32) -> vec4f { return signed_bytes(right[at]); }
