// IEEE 754 half-precision numbers (binary16: sign, 5 bits of exponent, 10 of fraction) as their 16 bits.

const float = new Float32Array(1);
const bitsOfFloat = new Uint32Array(float.buffer);

/** `value` without its lowest `shift` bits, rounded to the nearest, ties to even. */
const shiftedToEven = (value: number, shift: number): number =>
  (value + 2 ** (shift - 1) - 1 + ((value >>> shift) & 1)) >>> shift;

/**
 * The half nearest to an f32, ties to even; from 65,520 on infinity. In whole numbers, as
 * `shaders/lib/half_of.wgsl` does it, so that both give the same bits.
 */
export function halfOf(x: number): number {
  float[0] = x;
  const bits = bitsOfFloat[0];
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  // From 2⁻¹⁴ on the exponent's bias shrinks from 127 to 15; a carry out of the fraction raises it rightly.
  if (magnitude >= 0x3880_0000) return sign | shiftedToEven(magnitude - (112 << 23), 13);
  // Below, halves are multiples of 2⁻²⁴, and so are floats of at least 2⁻²⁵ once shifted.
  const fraction = (magnitude & 0x7f_ffff) | 0x80_0000;
  return sign | shiftedToEven(fraction, Math.min(126 - (magnitude >>> 23), 31));
}

/** The number that a half stands for, which f32 holds exactly. */
export function numberOfHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * (1024 + fraction) * 2 ** (exponent - 25) : sign * fraction * 2 ** -24;
}

/** The halves nearest to `values`. */
export const halvesOf = (values: ArrayLike<number>): Uint16Array<ArrayBuffer> =>
  Uint16Array.from(values, halfOf);

/** The numbers that `halves` stand for. */
export const numbersOfHalves = (halves: ArrayLike<number>): Float32Array<ArrayBuffer> =>
  Float32Array.from(halves, numberOfHalf);
