// How far predictions are from what was measured.

export interface Scores {
  /** Of the unit of the numbers, squared. */
  meanSquaredError: number;
  /** 1 less the error's share of the variance of what was measured. */
  determination: number;
  /** Half of the predictions are off by less than this share of what was measured. */
  medianRelativeError: number;
}

export function scoresOf(predicted: readonly number[], measured: readonly number[]): Scores {
  const count = measured.length;
  const mean = measured.reduce((sum, value) => sum + value, 0) / count;
  const variance = measured.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const meanSquaredError =
    measured.reduce((sum, value, sample) => sum + (predicted[sample] - value) ** 2, 0) / count;
  const relative = measured.map((value, sample) => Math.abs(predicted[sample] / value - 1));
  return {
    meanSquaredError,
    determination: 1 - meanSquaredError / variance,
    medianRelativeError: median(relative),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
