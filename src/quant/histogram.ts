// How often values occur, in bins whose width is a power of two: it doubles when a value falls outside, so that what
// is counted depends on the values alone and not on their order, in memory that does not grow.

import type { Range } from './affine';
import { leastSquaresRange, minMaxRange, type Scheme } from './ranges';

/** Bins on either side of zero: at least 16 for each code of a range of eight bits. */
const HALF = 4096;
/** Finer than any range that is looked at. */
const FIRST_WIDTH = 2 ** -40;

export type RangeMethod = 'minMax' | 'percentile' | 'leastSquares';

export class Histogram {
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;
  count = 0;
  #width = FIRST_WIDTH;
  #bins = new Float64Array(2 * HALF);

  add(values: ArrayLike<number>): void {
    if (values.length === 0) return;
    const { low, high } = minMaxRange(values);
    this.low = Math.min(this.low, low);
    this.high = Math.max(this.high, high);
    this.#widen();
    for (let i = 0; i < values.length; i++) this.#bins[Math.floor(values[i] / this.#width) + HALF]++;
    this.count += values.length;
  }

  /** Until both ends fit. Merged bins keep their edge at zero. */
  #widen(): void {
    let doublings = 0;
    const fits = (width: number) =>
      Math.floor(this.high / width) < HALF && Math.floor(this.low / width) >= -HALF;
    while (!fits(this.#width * 2 ** doublings)) doublings++;
    if (doublings === 0) return;
    const merged = new Float64Array(2 * HALF);
    for (let bin = -HALF; bin < HALF; bin++)
      merged[Math.floor(bin / 2 ** doublings) + HALF] += this.#bins[bin + HALF];
    this.#bins = merged;
    this.#width *= 2 ** doublings;
  }

  /** Middle and count of each bin that has any. */
  occupied(): { values: Float64Array; counts: Float64Array } {
    const values = new Float64Array(2 * HALF);
    const counts = new Float64Array(2 * HALF);
    let used = 0;
    for (let bin = 0; bin < 2 * HALF; bin++) {
      if (this.#bins[bin] === 0) continue;
      values[used] = (bin - HALF + 0.5) * this.#width;
      counts[used++] = this.#bins[bin];
    }
    return { values: values.subarray(0, used), counts: counts.subarray(0, used) };
  }

  range(method: RangeMethod, bits: number, scheme: Scheme, cut = 1e-4): Range {
    const { low, high, count } = this;
    if (count === 0) return { low: 0, high: 0 };
    if (method === 'minMax' || low === high) return { low, high };
    const { values, counts } = this.occupied();
    const within = (range: Range): Range => ({
      low: Math.max(low, range.low),
      high: Math.min(high, range.high),
    });
    if (method === 'leastSquares') return within(leastSquaresRange(values, bits, scheme, counts));
    /** The bin that holds the first value not cut off, coming from one end. */
    const edge = (bins: readonly number[]) => {
      let seen = 0;
      for (const bin of bins) {
        seen += counts[bin];
        if (seen > cut * (count - 1)) return values[bin];
      }
      return 0;
    };
    const up = [...values.keys()];
    const half = this.#width / 2;
    return within({ low: edge(up) - half, high: edge(up.toReversed()) + half });
  }
}
