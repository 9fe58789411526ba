// a <- a + g^2, w <- w - lr * g / (sqrt(a) + epsilon) on touched rows (Duchi et al., 2011)
// A rule for one of the walks of lib/sparse_update, which say who does what.
// FLOPs: 7 per element of a touched row; bytes: the row twice, 8 per element, and its pieces.

const MEAN_SQUARE = false;

@group(0) @binding(FIRST_STATE) var<storage, read_write> accumulator: array<Vector>; // [rows, width]

alias Constants = f32; // the learning rate
alias Rule = Constants;

fn constants_of_step() -> Constants {
  return learning_rate[0];
}

fn rule(row: u32, mean_square: f32, rate: Constants) -> Rule {
  return rate;
}

fn updated(weight: Vector, element: u32, gradient: Vector, rate: Rule) -> Vector {
  let sum = accumulator[element] + gradient * gradient;
  accumulator[element] = sum;
  return weight - rate * gradient / (sqrt(sum) + params.epsilon);
}

fn keep(row: u32, rate: Rule) {}
