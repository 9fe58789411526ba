// m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, and with t = step + 1
// w <- w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) on touched rows (Kingma & Ba, 2014);
// "lazy": the moments of untouched rows do not decay.
// One invocation per (touched row, `columns` vectors); each element has one writer.
// FLOPs: 14 per element of a touched row; bytes: 24 per element, and its pieces.

// include: sparse_update_elements, bias_correction

@group(0) @binding(0) var<storage, read_write> table: array<Vector>; // [rows, width]
@group(0) @binding(1) var<storage, read_write> first_moment: array<Vector>; // [rows, width]
@group(0) @binding(2) var<storage, read_write> second_moment: array<Vector>; // [rows, width]
@group(0) @binding(3) var<storage, read> learning_rate: array<f32>; // [1]
@group(0) @binding(4) var<storage, read> step: array<u32>; // [1]
@group(0) @binding(5) var<storage, read> unique_rows: array<u32>; // [L]
@group(0) @binding(6) var<storage, read> segment_starts: array<u32>; // [L + 1]
@group(0) @binding(7) var<storage, read> sums: array<Vector>; // [pieces, width] and one more vector

struct Rule {
  rate: f32,
  // 1 - beta^t
  first_correction: f32,
  second_correction: f32,
}

fn rule() -> Rule {
  let time = f32(step[0] + 1u);
  return Rule(
    learning_rate[0],
    bias_correction(params.first_log_beta, time),
    bias_correction(params.second_log_beta, time),
  );
}

fn update(element: u32, gradient: Vector, adam: Rule) {
  var mean = first_moment[element];
  var square = second_moment[element];
  mean += params.first_rate * (gradient - mean);
  square += params.second_rate * (gradient * gradient - square);
  first_moment[element] = mean;
  second_moment[element] = square;
  let change = (mean / adam.first_correction) / (sqrt(square / adam.second_correction) + params.epsilon);
  table[element] -= adam.rate * change;
}
