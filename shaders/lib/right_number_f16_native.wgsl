// The right operand of a product of any alignment, stored as halves and read as such.
enable f16;

@group(0) @binding(1) var<storage, read> right: array<f16>; // [.., depth, columns], or [.., columns, depth]

fn right_number(at: u32) -> f32 { return f32(right[at]); }
