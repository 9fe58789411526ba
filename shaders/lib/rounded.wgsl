// Keeps the compiler from contracting or reassociating f32 arithmetic where the CPU must get the same bits.

// `x`, rounded to f32 here and now. `zero` must be 0, but unknown to the compiler: a uniform, not a constant.
fn rounded(x: f32, zero: u32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ zero);
}
