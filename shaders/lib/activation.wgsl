// Activations and their derivatives, element by element; the float64 definitions are in
// src/graph/ops/elementwiseFunctions.ts. Exponentials are clamped, so that no large argument gives NaN.

const GELU_SCALE: f32 = 0.7978845608028654; // √(2/π)
const GELU_CUBIC: f32 = 0.044715;

fn relu(x: f32) -> f32 {
  return max(x, 0.0);
}

/// 1 where the output y of relu is positive.
fn relu_derivative(y: f32) -> f32 {
  return select(0.0, 1.0, y > 0.0);
}

fn sigmoid(x: f32) -> f32 {
  return 1.0 / (1.0 + exp(-clamp(x, -87.0, 87.0)));
}

/// From sigmoid's output y.
fn sigmoid_derivative(y: f32) -> f32 {
  return y * (1.0 - y);
}

/// tanh by its odd polynomial near zero, where (1 − e)/(1 + e) would cancel, and by that form elsewhere.
/// The built-in may overflow for large arguments and is only promised to 1e-5.
fn tanh_safe(x: f32) -> f32 {
  let z = x * x;
  let series = x + x * z * ((((-5.70498872745e-3 * z + 2.06390887954e-2) * z - 5.37397155531e-2) * z
    + 1.33314422036e-1) * z - 3.33332819422e-1);
  let e = exp(-2.0 * min(abs(x), 20.0));
  return select(sign(x) * (1.0 - e) / (1.0 + e), series, abs(x) < 0.625);
}

/// From tanh's output y.
fn tanh_derivative(y: f32) -> f32 {
  return 1.0 - y * y;
}

/// The tanh form (Hendrycks & Gimpel, 1606.08415): ½(1 + tanh u) is sigmoid(2u), which does not cancel.
fn gelu(x: f32) -> f32 {
  return x * sigmoid(2.0 * GELU_SCALE * (x + GELU_CUBIC * x * x * x));
}

fn gelu_derivative(x: f32) -> f32 {
  let s = sigmoid(2.0 * GELU_SCALE * (x + GELU_CUBIC * x * x * x));
  // s(1 − s) vanishes before x³ overflows; the clamp keeps 0·∞ out.
  let c = clamp(x, -20.0, 20.0);
  return s + c * s * (1.0 - s) * 2.0 * GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * c * c);
}

fn silu(x: f32) -> f32 {
  return x * sigmoid(x);
}

fn silu_derivative(x: f32) -> f32 {
  let s = sigmoid(x);
  return s * (1.0 + max(x, -87.0) * (1.0 - s));
}

fn hard_swish(x: f32) -> f32 {
  return x * clamp(x + 3.0, 0.0, 6.0) / 6.0;
}

fn hard_swish_derivative(x: f32) -> f32 {
  return select(select((2.0 * x + 3.0) / 6.0, 1.0, x >= 3.0), 0.0, x <= -3.0);
}
