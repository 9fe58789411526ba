// w <- w - lr * g on touched rows
// One invocation per (touched row, `columns` vectors); each element has one writer.
// FLOPs: 2 per element of a touched row; bytes: 8 per element, and its pieces.

// include: sparse_update_elements

@group(0) @binding(0) var<storage, read_write> table: array<Vector>; // [rows, width]
@group(0) @binding(1) var<storage, read> learning_rate: array<f32>; // [1]
@group(0) @binding(2) var<storage, read> unique_rows: array<u32>; // [L]
@group(0) @binding(3) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(4) var<storage, read> sums: array<Vector>; // [pieces, width] and one more vector

alias Rule = f32; // the learning rate

fn rule() -> Rule {
  return learning_rate[0];
}

fn update(element: u32, gradient: Vector, rate: Rule) {
  table[element] -= rate * gradient;
}
