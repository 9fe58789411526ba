// The left operand of a product of any alignment, stored as f32.

@group(0) @binding(0) var<storage, read> left: array<f32>; // [.., rows, depth], or [.., depth, rows]

fn left_number(at: u32) -> f32 { return left[at]; }
