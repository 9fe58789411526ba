// The left operand of a product, stored as halves and read as such, where the device has the type.
enable f16;

@group(0) @binding(0) var<storage, read> left: array<vec4<f16>>;

/// What a window meets beyond an image's edge.
fn outside() -> vec4f { return vec4f(); }

fn left_four(at: u32) -> vec4f { return vec4f(left[at]); }
