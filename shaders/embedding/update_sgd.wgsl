// w <- w - lr * g on touched rows
// A rule for one of the walks of lib/sparse_update, which say who does what.
// FLOPs: 2 per element of a touched row; bytes: the row twice, and its pieces.

const MEAN_SQUARE = false;

alias Constants = f32; // the learning rate
alias Rule = Constants;

fn constants_of_step() -> Constants {
  return learning_rate[0];
}

fn rule(row: u32, mean_square: f32, rate: Constants) -> Rule {
  return rate;
}

fn updated(weight: Vector, element: u32, gradient: Vector, rate: Rule) -> Vector {
  return weight - rate * gradient;
}

fn keep(row: u32, rate: Rule) {}
