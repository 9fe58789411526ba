// The result of an integer product as whole sums.

@group(0) @binding(5) var<storage, read_write> product: array<vec4i>; // [rows, columns]

fn write_result(acc: vec4i, column: u32, at: u32) { product[at] = acc; }
