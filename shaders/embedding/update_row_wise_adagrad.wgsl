// a <- a + mean_c g_c^2, w <- w - lr * g / (sqrt(a) + epsilon) on touched rows, one a per row
// (row-wise Adagrad: Mudigere et al., 2104.05158, section 4.1).
// A rule for one of the walks of lib/sparse_update, which say who does what.
// FLOPs: 7 per element of a touched row; bytes: the row twice, 8 per row, and its pieces twice.

const MEAN_SQUARE = true;

@group(0) @binding(FIRST_STATE) var<storage, read_write> accumulator: array<f32>; // [rows]

alias Constants = f32; // the learning rate

struct Rule {
  accumulated: f32,
  rate: f32,
}

fn constants_of_step() -> Constants {
  return learning_rate[0];
}

fn rule(row: u32, mean_square: f32, rate: Constants) -> Rule {
  let sum = accumulator[row] + mean_square;
  return Rule(sum, rate / (sqrt(sum) + params.epsilon));
}

fn updated(weight: Vector, element: u32, gradient: Vector, adagrad: Rule) -> Vector {
  return weight - adagrad.rate * gradient;
}

fn keep(row: u32, adagrad: Rule) {
  accumulator[row] = adagrad.accumulated;
}
