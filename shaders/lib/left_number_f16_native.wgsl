// The left operand of a product of any alignment, stored as halves and read as such.
enable f16;

@group(0) @binding(0) var<storage, read> left: array<f16>; // [.., rows, depth], or [.., depth, rows]

fn left_number(at: u32) -> f32 { return f32(left[at]); }
