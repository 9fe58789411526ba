// The left operand of a product, stored as f32.

@group(0) @binding(0) var<storage, read> left: array<vec4f>;

/// What a window meets beyond an image's edge.
fn outside() -> vec4f { return vec4f(); }

fn left_four(at: u32) -> vec4f { return left[at]; }
