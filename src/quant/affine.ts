// Codes for real numbers: x ≈ scale·(q − zero) with q a signed whole number of a few bits.
// Source: Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
// Inference", §2.1; Park et al. 2018 (arXiv 1811.09886), §3.2.

import { roundEven } from '../base/rounding';

/** What codes of `bits` stand for. */
export interface Affine {
  bits: number;
  scale: number;
  /** The code of zero. */
  zero: number;
  /** The lowest code in use; the highest is that of `bits`. */
  lowest: number;
}

export interface Range {
  low: number;
  high: number;
}

export const lowestCode = (bits: number): number => -(2 ** (bits - 1));
export const highestCode = (bits: number): number => 2 ** (bits - 1) - 1;

/** Codes around zero for a range: −x has the code −q, so the lowest code is not used. For weights. */
export function symmetric({ low, high }: Range, bits: number): Affine {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  // A range next to nothing has no step of its own.
  return { bits, scale: reach / highestCode(bits) || 1, zero: 0, lowest: -highestCode(bits) };
}

/** All codes for a range, widened to hold zero, which has a code of its own. For activations. */
export function asymmetric(range: Range, bits: number): Affine {
  const low = Math.min(0, range.low);
  const high = Math.max(0, range.high);
  const scale = (high - low) / (2 ** bits - 1);
  const lowest = lowestCode(bits);
  if (scale === 0) return { bits, scale: 1, zero: 0, lowest };
  return { bits, scale, zero: lowest - Math.round(low / scale), lowest };
}

/** The code next to `x`; what lies outside the range takes its end. */
export function codeOf(x: number, { bits, scale, zero, lowest }: Affine): number {
  return Math.min(highestCode(bits), Math.max(lowest, roundEven(x / scale) + zero));
}

export const decoded = (code: number, { scale, zero }: Affine): number => scale * (code - zero);

/** What is left of `x` after it was coded. */
export const coded = (x: number, affine: Affine): number => decoded(codeOf(x, affine), affine);
