// The half-precision number nearest to an f32, ties to even, as its 16 bits; from 65,520 on infinity. In whole
// numbers, for WGSL leaves open which neighbour its own conversions and pack2x16float choose (src/base/halves.ts).

/// `value` without its lowest `shift` bits, 1 to 31 of them.
fn shifted_to_even(value: u32, shift: u32) -> u32 {
  return (value + (1u << (shift - 1u)) - 1u + ((value >> shift) & 1u)) >> shift;
}

fn half_of(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) { return sign | 0x7e00u; }
  if (magnitude >= 0x477ff000u) { return sign | 0x7c00u; }
  if (magnitude >= 0x38800000u) { return sign | shifted_to_even(magnitude - (112u << 23u), 13u); }
  let fraction = (magnitude & 0x7fffffu) | 0x800000u;
  return sign | shifted_to_even(fraction, min(126u - (magnitude >> 23u), 31u));
}
