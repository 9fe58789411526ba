// The bfloat16 nearest to an f32, ties to even, as the f32 that it stands for: the upper half of the bits. What rounds
// beyond the largest is infinity, and what is no number stays none (src/base/rounding.ts).

fn bfloat_of(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let rounded = (bits + 0x7fffu + ((bits >> 16u) & 1u)) & 0xffff0000u;
  let is_nan = (bits & 0x7fffffffu) > 0x7f800000u;
  return bitcast<f32>(select(rounded, bits | 0x400000u, is_nan));
}
