// The result of an integer product as real numbers.

@group(0) @binding(5) var<storage, read_write> product: array<vec4f>; // [rows, columns]

fn write_result(acc: vec4i, column: u32, at: u32) { product[at] = scaled(acc, column); }
