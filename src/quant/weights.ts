// Codes for the weights of a layer: rows of one filter each, around zero, with one scale for all or one for each.

import { type Affine, codeOf, decoded, symmetric } from './affine';
import { leastSquaresRange, minMaxRange } from './ranges';

export interface WeightScheme {
  bits: number;
  /** A scale for each filter instead of one for the tensor. */
  perChannel: boolean;
  range: 'minMax' | 'leastSquares';
}

export interface CodedWeights {
  /** [rows, depth] */
  codes: Int8Array<ArrayBuffer>;
  /** [rows] */
  scales: Float32Array<ArrayBuffer>;
  /** Σ w² and Σ (w − scale·code)². */
  signal: number;
  noise: number;
}

/** Weights [.., F] as rows [F, ..]: what a filter takes from each tap and channel, in their order. */
export function filtersFirst(weights: ArrayLike<number>, filters: number): Float32Array<ArrayBuffer> {
  const depth = weights.length / filters;
  const rows = new Float32Array(weights.length);
  for (let at = 0; at < depth; at++)
    for (let f = 0; f < filters; f++) rows[f * depth + at] = weights[at * filters + f];
  return rows;
}

/** `leastScale` keeps a row's scale from falling below what its bias needs (see lowerLayer.ts). */
export function codeWeights(
  rows: Float32Array,
  depth: number,
  { bits, perChannel, range }: WeightScheme,
  leastScale: (row: number) => number = () => 0,
): CodedWeights {
  const count = rows.length / depth;
  const affineOf = (values: Float32Array) =>
    symmetric(range === 'minMax' ? minMaxRange(values) : leastSquaresRange(values, bits, symmetric), bits);
  const shared = perChannel ? undefined : affineOf(rows);
  const codes = new Int8Array(rows.length);
  const scales = new Float32Array(count);
  let [signal, noise] = [0, 0];
  for (let row = 0; row < count; row++) {
    const values = rows.subarray(row * depth, (row + 1) * depth);
    const own = shared ?? affineOf(values);
    const affine: Affine = { ...own, scale: Math.fround(Math.max(own.scale, leastScale(row))) };
    scales[row] = affine.scale;
    for (const [k, value] of values.entries()) {
      const code = codeOf(value, affine);
      codes[row * depth + k] = code;
      signal += value ** 2;
      noise += (value - decoded(code, affine)) ** 2;
    }
  }
  return { codes, scales, signal, noise };
}

/** Power of a signal over that of its noise, in decibels. */
export const decibels = (signal: number, noise: number): number => 10 * Math.log10(signal / noise);
