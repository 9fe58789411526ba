// What is said of a parameter: norm, range, histogram, its gradient's norm and how far it has moved.

import type { Histogram, ParameterReport } from '../../probe';

/** Odd, so that zero is in the middle of a bin. */
const BINS = 41;

/** Counts of `values` in equally wide bins over [−limit, limit]; limit is the largest absolute value. */
export function symmetricHistogram(values: ArrayLike<number>, bins = BINS): Histogram {
  let limit = 0;
  for (let i = 0; i < values.length; i++) limit = Math.max(limit, Math.abs(values[i]));
  const counts = new Array<number>(bins).fill(0);
  const scale = limit > 0 ? bins / (2 * limit) : 0;
  for (let i = 0; i < values.length; i++)
    counts[scale ? Math.min(bins - 1, Math.floor((values[i] + limit) * scale)) : bins >> 1]++;
  return { limit, counts };
}

/** Counts of values in equally wide bins from 0 to the largest. */
export function positiveHistogram(values: ArrayLike<number>, bins = BINS): Histogram {
  let limit = 0;
  for (let i = 0; i < values.length; i++) limit = Math.max(limit, values[i]);
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++)
    counts[limit > 0 ? Math.min(bins - 1, Math.floor((values[i] / limit) * bins)) : 0]++;
  return { limit, counts };
}

/** Σ x². */
export function squaredNorm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

/** What was read of a parameter. */
export interface Reading {
  name: string;
  shape: readonly number[];
  /** Elements there are; `values` may be a sample of them. */
  count: number;
  values: Float32Array;
  gradient?: Float32Array;
  /** The same elements at an earlier step. */
  earlier?: { step: number; values: Float32Array };
}

export function describeParameter({
  name,
  shape,
  count,
  values,
  gradient,
  earlier,
}: Reading): ParameterReport {
  const taken = values.length;
  const scale = count / taken;
  const squares = squaredNorm(values);
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return {
    name,
    shape,
    count,
    taken,
    norm: Math.sqrt(squares * scale),
    mean: sum / taken,
    minimum,
    maximum,
    gradientNorm: gradient ? Math.sqrt(squaredNorm(gradient) * scale) : null,
    change: earlier ? { since: earlier.step, relative: relativeChange(values, earlier.values) } : null,
    histogram: symmetricHistogram(values),
  };
}

/** ‖w − w'‖ / ‖w‖; 0 where both are zero. */
function relativeChange(values: Float32Array, earlier: Float32Array): number {
  let moved = 0;
  for (let i = 0; i < values.length; i++) moved += (values[i] - earlier[i]) ** 2;
  return moved === 0 ? 0 : Math.sqrt(moved / Math.max(squaredNorm(values), 1e-30));
}
