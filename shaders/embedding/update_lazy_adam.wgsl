// m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, and with t = step + 1
// w <- w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) on touched rows (Kingma & Ba, 2014);
// "lazy": the moments of untouched rows do not decay.
// A rule for one of the walks of lib/sparse_update, which say who does what.
// FLOPs: 14 per element of a touched row; bytes: the row twice, 16 per element, and its pieces.

// include: bias_correction

const MEAN_SQUARE = false;

@group(0) @binding(FIRST_STATE) var<storage, read_write> first_moment: array<Vector>; // [rows, width]
@group(0) @binding(FIRST_STATE + 1u) var<storage, read_write> second_moment: array<Vector>; // [rows, width]

struct Constants {
  rate: f32,
  // 1 - beta^t
  first_correction: f32,
  second_correction: f32,
}

alias Rule = Constants;

fn constants_of_step() -> Constants {
  let time = f32(step[0] + 1u);
  return Constants(
    learning_rate[0],
    bias_correction(params.first_log_beta, time),
    bias_correction(params.second_log_beta, time),
  );
}

fn rule(row: u32, mean_square: f32, adam: Constants) -> Rule {
  return adam;
}

fn updated(weight: Vector, element: u32, gradient: Vector, adam: Rule) -> Vector {
  var mean = first_moment[element];
  var square = second_moment[element];
  mean += params.first_rate * (gradient - mean);
  square += params.second_rate * (gradient * gradient - square);
  first_moment[element] = mean;
  second_moment[element] = square;
  let change = (mean / adam.first_correction) / (sqrt(square / adam.second_correction) + params.epsilon);
  return weight - adam.rate * change;
}

fn keep(row: u32, adam: Rule) {}
