// The left operand of a product of any alignment, stored as halves, two to a word.

@group(0) @binding(0) var<storage, read> left: array<u32>; // [.., rows, depth], or [.., depth, rows]

fn left_number(at: u32) -> f32 { return unpack2x16float(left[at / 2u] >> (16u * (at & 1u))).x; }
