// The grid that weights are rounded to, and how near to it they lie. A grid is the multiples jΔ, |j| ≤ 2^(bits−1) − 1.
// Source: Naumov et al. 2018, "On Periodic Functions as Regularizers for Quantization of Neural Networks" (1811.09862).

import { roundEven } from '../base/rounding';
import { highestCode, symmetric } from './affine';
import { leastSquaresRange, minMaxRange } from './ranges';

export interface Grid {
  bits: number;
  /** Δ */
  period: number;
}

/** How far the grid reaches: to the largest weight, or as far as leaves the least squared error. */
export type Reach = 'maximum' | 'leastSquares';

export function gridOf(weights: ArrayLike<number>, bits: number, reach: Reach): Grid {
  const range = reach === 'maximum' ? minMaxRange(weights) : leastSquaresRange(weights, bits, symmetric);
  return { bits, period: symmetric(range, bits).scale };
}

/** The code next to w, of those there are. */
export function gridCode(w: number, { bits, period }: Grid): number {
  const highest = highestCode(bits);
  return Math.min(highest, Math.max(-highest, roundEven(w / period)));
}

export const roundedTo = (weights: Float32Array, grid: Grid): Float32Array<ArrayBuffer> =>
  Float32Array.from(weights, (w) => grid.period * gridCode(w, grid));

/** Mean |w/Δ − code|: ¼ for weights spread evenly between the points of the grid, 0 on them. */
export function gridDistance(weights: ArrayLike<number>, grid: Grid): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++)
    sum += Math.abs(weights[i] / grid.period - gridCode(weights[i], grid));
  return weights.length ? sum / weights.length : 0;
}

/** Bins of a histogram in a period: odd, so that every point of the grid has one of its own. */
const BINS = 5;

/** Middles of the bins of `gridHistogram`, in periods. */
export const gridPlaces = (bits: number): number[] => {
  const most = lastBin(bits);
  return Array.from({ length: 2 * most + 1 }, (_, bin) => (bin - most) / BINS);
};

/** To either side of 0. */
const lastBin = (bits: number): number => highestCode(bits) * BINS + (BINS - 1) / 2;

/** Shares of all weights in bins of w/Δ; what lies beyond the grid counts as its last. */
export function gridHistogram(weights: ArrayLike<number>, grid: Grid): number[] {
  const most = lastBin(grid.bits);
  const counts = new Float64Array(2 * most + 1);
  for (let i = 0; i < weights.length; i++) {
    const bin = Math.round((weights[i] / grid.period) * BINS);
    counts[Math.min(most, Math.max(-most, bin)) + most]++;
  }
  return [...counts].map((count) => count / weights.length);
}
