// What long short-term memory does forward and backward: sizes, and gates of several units at a time.

override WORKGROUP: u32 = 64;

struct Params {
  batch: u32,
  steps: u32,
  units: u32, // in vectors
}

@group(1) @binding(0) var<uniform> params: Params;

/// The logistic function; see activation.wgsl.
fn opened(x: Vector) -> Vector {
  return 1.0 / (1.0 + exp(-clamp(x, Vector(-87.0), Vector(87.0))));
}

/// tanh, by a polynomial near zero and by exponentials elsewhere; see activation.wgsl.
fn squashed(x: Vector) -> Vector {
  let z = x * x;
  let series = x + x * z * ((((-5.70498872745e-3 * z + 2.06390887954e-2) * z - 5.37397155531e-2) * z
    + 1.33314422036e-1) * z - 3.33332819422e-1);
  let e = exp(-2.0 * min(abs(x), Vector(20.0)));
  return select(sign(x) * (1.0 - e) / (1.0 + e), series, abs(x) < Vector(0.625));
}
