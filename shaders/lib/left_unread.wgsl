// A left operand that is made where it would be read: the two lowest bits of a four's place, so that what its
// product costs without reading is measured by the kernel itself. See lib/left_f32.

@group(0) @binding(0) var<storage, read> left: array<vec4f>;

/// What a window meets beyond an image's edge.
fn outside() -> vec4f { return vec4f(); }

fn left_four(at: u32) -> vec4f { return vec4f(f32(at & 3u)); }
