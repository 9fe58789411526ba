// Which range of values the codes should cover. Wider cuts less off, narrower has finer steps.

import { type Affine, type asymmetric, coded, type Range, type symmetric } from './affine';

/** Symmetric codes for weights, asymmetric ones for activations. */
export type Scheme = typeof symmetric | typeof asymmetric;

/** Everything. */
export function minMaxRange(values: ArrayLike<number>): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return values.length ? { low, high } : { low: 0, high: 0 };
}

/** Without the share `cut` of the values at either end. */
export function percentileRange(values: ArrayLike<number>, cut: number): Range {
  if (!values.length) return { low: 0, high: 0 };
  const sorted = Float64Array.from(values).sort();
  const last = sorted.length - 1;
  return { low: sorted[Math.floor(cut * last)], high: sorted[Math.ceil((1 - cut) * last)] };
}

/** Shares of the whole range that are tried. */
const TRIED = 96;

/**
 * The range whose codes leave the least squared error, of those that reach as far as a share of all values does.
 * `counts`: how often each value occurs; default once.
 * Source: Park et al. 2018, §3.2.2 (the choice of ranges in Caffe2's int8 quantisation).
 */
export function leastSquaresRange(
  values: ArrayLike<number>,
  bits: number,
  scheme: Scheme,
  counts?: ArrayLike<number>,
): Range {
  const whole = minMaxRange(values);
  let best = whole;
  let least = squaredError(values, scheme(whole, bits), counts);
  for (let share = 1; share < TRIED; share++) {
    const range = { low: (whole.low * share) / TRIED, high: (whole.high * share) / TRIED };
    const error = squaredError(values, scheme(range, bits), counts, least);
    if (error >= least) continue;
    best = range;
    least = error;
  }
  return best;
}

/** Σ (x − coded x)²; once beyond `enough` it may stop early. */
function squaredError(
  values: ArrayLike<number>,
  affine: Affine,
  counts?: ArrayLike<number>,
  enough = Number.POSITIVE_INFINITY,
): number {
  let sum = 0;
  for (let i = 0; i < values.length && sum < enough; i++)
    sum += (counts?.[i] ?? 1) * (values[i] - coded(values[i], affine)) ** 2;
  return sum;
}

/** Power of the values over the power of what coding does to them, in decibels; infinite where it does nothing. */
export function signalToNoise(values: ArrayLike<number>, affineAt: (index: number) => Affine): number {
  let [signal, noise] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    signal += values[i] ** 2;
    noise += (values[i] - coded(values[i], affineAt(i))) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}
