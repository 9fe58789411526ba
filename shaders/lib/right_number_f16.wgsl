// The right operand of a product of any alignment, stored as halves, two to a word.

@group(0) @binding(1) var<storage, read> right: array<u32>; // [.., depth, columns], or [.., columns, depth]

fn right_number(at: u32) -> f32 { return unpack2x16float(right[at / 2u] >> (16u * (at & 1u))).x; }
