// Functions of u that are 0 on the whole numbers and 1 half-way between them, and their derivatives by u (Naumov et al.
// 2018, 1811.09862). The including kernel defines `element` as f32 or vec4f. Everything is computed from what u
// lacks to the next whole number, by a polynomial: WGSL promises the built-in sine to 2^-11 only.

const PI: f32 = 3.14159265358979;

/// u - round(u), in [-1/2, 1/2].
fn residue(u: element) -> element {
  return u - round(u);
}

/// sin(pi r) for r in [-1/2, 1/2], to 1e-7.
fn sine_of_half_turns(r: element) -> element {
  let x = PI * r;
  let z = x * x;
  return x + x * z * ((((-2.5052108e-8 * z + 2.7557319e-6) * z - 1.9841270e-4) * z + 8.3333333e-3) * z - 1.6666667e-1);
}

fn cosine_of_half_turns(r: element) -> element {
  return sine_of_half_turns(0.5 - abs(r));
}

/// sin^2(pi u)
fn sine_wave(u: element) -> element {
  let s = sine_of_half_turns(residue(u));
  return s * s;
}

fn sine_wave_derivative(u: element) -> element {
  let r = residue(u);
  return 2.0 * PI * sine_of_half_turns(r) * cosine_of_half_turns(r);
}

/// (1 - cos(2 pi u)) / 2
fn cosine_wave(u: element) -> element {
  return 0.5 * (1.0 - sine_of_half_turns(0.5 - 2.0 * abs(residue(u))));
}

fn cosine_wave_derivative(u: element) -> element {
  let r = residue(u);
  let a = abs(r);
  return sign(r) * PI * sine_of_half_turns(2.0 * min(a, 0.5 - a));
}

/// 2 |u - round(u)|
fn hat_wave(u: element) -> element {
  return 2.0 * abs(residue(u));
}

fn hat_wave_derivative(u: element) -> element {
  return 2.0 * sign(residue(u));
}
