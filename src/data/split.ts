// Splits into training and test data, the same for the same seed.

import { iota } from '../base/arrays';
import { ConfigError } from '../base/errors';
import { streamOf } from '../base/philox';
import { RandomStream } from '../base/randomStream';
import { type Dataset, take } from './dataset';

export interface Split<D> {
  train: D;
  test: D;
}

/** Row numbers of both sides, each ascending; `fraction` of the rows (rounded, at least one) is held out. */
export function splitRows(count: number, fraction: number, seed: number): Split<Uint32Array> {
  if (!(fraction > 0 && fraction < 1)) {
    throw new ConfigError(`The held-out fraction must lie between 0 and 1, got ${fraction}.`);
  }
  if (count < 2) throw new ConfigError(`A split needs at least 2 samples, got ${count}.`);
  const held = Math.min(count - 1, Math.max(1, Math.round(count * fraction)));
  const order = new RandomStream(seed, streamOf('data/split')).permutation(count);
  return { test: order.slice(0, held).sort(), train: order.slice(held).sort() };
}

/** The first row of the test side when the last whole periods hold at least `fraction` of the rows, or −1. */
function lastPeriodsStart(period: Int32Array, fraction: number): number {
  let start = period.length;
  while (start > 0 && period.length - start < period.length * fraction) {
    const day = period[start - 1];
    while (start > 0 && period[start - 1] === day) start--;
  }
  return start > 0 ? start : -1;
}

/**
 * Holds out data for testing: the last days of a click log that knows its days, else `fraction` of the rows by
 * `seed`. The order of rows is kept on both sides.
 */
export function splitDataset<D extends Dataset>(dataset: D, seed: number, fraction = 0.1): Split<D> {
  if (dataset.kind === 'click' && dataset.period) {
    const start = lastPeriodsStart(dataset.period, fraction);
    if (start > 0) {
      const rows = iota(dataset.count);
      return { train: take(dataset, rows.subarray(0, start)), test: take(dataset, rows.subarray(start)) };
    }
  }
  const rows = splitRows(dataset.count, fraction, seed);
  return { train: take(dataset, rows.train), test: take(dataset, rows.test) };
}
