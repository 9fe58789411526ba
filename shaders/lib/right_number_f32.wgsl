// The right operand of a product of any alignment, stored as f32.

@group(0) @binding(1) var<storage, read> right: array<f32>; // [.., depth, columns], or [.., columns, depth]

fn right_number(at: u32) -> f32 { return right[at]; }
