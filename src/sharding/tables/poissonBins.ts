// Access histograms by a model: a table has so many rows in use, each with a rate of its own, rates log-normal over
// rows; in a sample a row is looked up a Poisson number of times.

import { ACCESS_BINS } from './profiles';

export interface RateModel {
  /** Rows that may be looked up. */
  active: number;
  /** Mean lookups of such a row in the sample. */
  mean: number;
  /** Standard deviation of the logarithm of the rate. */
  spread: number;
}

export interface AccessBins {
  rows: number[];
  accesses: number[];
}

/** The normal distribution of log-rates in so many strata, over ± so many deviations. */
const STRATA = 81;
const DEVIATIONS = 4;
/** Above this rate a row's count is taken to be its rate. */
const CERTAIN = 64;

export const binOfCount = (count: number): number =>
  Math.min(ACCESS_BINS - 1, Math.ceil(Math.log2(Math.max(1, count))));

/** Expected rows and accesses in each bin; rows with a count of 0 are in none. */
export function expectedBins({ active, mean, spread }: RateModel): AccessBins {
  const bins: AccessBins = {
    rows: Array<number>(ACCESS_BINS).fill(0),
    accesses: Array<number>(ACCESS_BINS).fill(0),
  };
  for (const { weight, rate } of strata(mean, spread)) addPoisson(bins, active * weight, rate);
  return bins;
}

function strata(mean: number, spread: number): { weight: number; rate: number }[] {
  const points = Array.from({ length: STRATA }, (_, k) => DEVIATIONS * ((2 * k) / (STRATA - 1) - 1));
  const weights = points.map((z) => Math.exp((-z * z) / 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rates = points.map((z) => Math.exp(spread * z));
  // The strata end somewhere: the mean is set, not left to the formula of the whole distribution.
  const raw = rates.reduce((sum, rate, k) => sum + (rate * weights[k]) / total, 0);
  return weights.map((weight, k) => ({ weight: weight / total, rate: (rates[k] * mean) / raw }));
}

function addPoisson({ rows, accesses }: AccessBins, count: number, rate: number): void {
  if (rate > CERTAIN) {
    rows[binOfCount(rate)] += count;
    accesses[binOfCount(rate)] += count * rate;
    return;
  }
  let probability = Math.exp(-rate);
  for (let lookups = 1; lookups < 2 * CERTAIN + 64; lookups++) {
    probability *= rate / lookups;
    rows[binOfCount(lookups)] += count * probability;
    accesses[binOfCount(lookups)] += count * probability * lookups;
    if (lookups > rate && probability < 1e-12) break;
  }
}
