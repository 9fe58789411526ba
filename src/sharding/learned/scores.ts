// How far predictions are from what was measured.

import { mean, median, variance } from '../../base/statistics';

export interface Scores {
  /** Of the unit of the numbers, squared. */
  meanSquaredError: number;
  /** 1 less the error's share of the variance of what was measured. */
  determination: number;
  /** Half of the predictions are off by less than this share of what was measured. */
  medianRelativeError: number;
}

export function scoresOf(predicted: readonly number[], measured: readonly number[]): Scores {
  const meanSquaredError = mean(measured.map((value, sample) => (predicted[sample] - value) ** 2));
  return {
    meanSquaredError,
    determination: 1 - meanSquaredError / variance(measured),
    medianRelativeError: median(measured.map((value, sample) => Math.abs(predicted[sample] / value - 1))),
  };
}
