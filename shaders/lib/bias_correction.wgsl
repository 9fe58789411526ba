// Adam's 1 - beta^t without the cancellation that 1 - pow(beta, t) suffers at small t.

// `log_beta` is ln(beta), `time` is t >= 1; relative error of a few f32 roundings.
fn bias_correction(log_beta: f32, time: f32) -> f32 {
  let x = log_beta * time;
  if (x < -0.5) {
    return 1.0 - exp(x);
  }
  // -(e^x - 1) by its Taylor series; the first term left out is below 2^-26 of the result.
  let tail = 1.0 + x / 5.0 * (1.0 + x / 6.0 * (1.0 + x / 7.0 * (1.0 + x / 8.0)));
  return -x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * tail)));
}
