// The right operand of a product, stored as halves and read as such, where the device has the type.
enable f16;

@group(0) @binding(1) var<storage, read> right: array<vec4<f16>>;

fn right_four(at: u32) -> vec4f { return vec4f(right[at]); }
