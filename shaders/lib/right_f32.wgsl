// The right operand of a product, stored as f32.

@group(0) @binding(1) var<storage, read> right: array<vec4f>;

fn right_four(at: u32) -> vec4f { return right[at]; }
