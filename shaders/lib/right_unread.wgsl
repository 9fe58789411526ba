// A right operand that is made where it would be read; see lib/left_unread.

@group(0) @binding(1) var<storage, read> right: array<vec4f>;

fn right_four(at: u32) -> vec4f { return vec4f(f32(at & 3u)); }
