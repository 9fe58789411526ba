// Fits times to amounts: the non-negative seconds of each amount whose sum comes nearest to what was measured, relative
// to it, so that a short kernel counts as much as a long one. With a handful of terms every choice of those that are
// above zero is tried, and the best is exact.

import { TesseraError } from '../../base/errors';
import { leastSquares, linearly } from '../learned/linearBaseline';

export interface TimedAmounts {
  amounts: readonly number[];
  /** Above 0. */
  seconds: number;
}

/** Every choice of so many terms is tried. */
const MOST_TERMS = 10;

/** Seconds of one of each amount. Throws `TesseraError` without samples or with too many terms. */
export function fitSeconds(samples: readonly TimedAmounts[]): number[] {
  const terms = samples[0]?.amounts.length ?? 0;
  if (!terms || terms > MOST_TERMS)
    throw new TesseraError(`A fit takes samples of 1 to ${MOST_TERMS} amounts, got ${terms}.`);
  // Scaled so that every column is of the size of 1.
  const largest = samples[0].amounts.map((_, term) =>
    Math.max(...samples.map(({ amounts, seconds }) => amounts[term] / seconds)),
  );
  const rows = samples.map(({ amounts, seconds }) =>
    amounts.map((amount, term) => (largest[term] ? amount / seconds / largest[term] : 0)),
  );
  let best: { weights: number[]; error: number } | undefined;
  for (let chosen = 1; chosen < 2 ** terms; chosen++) {
    const columns = [...Array(terms).keys()].filter((term) => chosen & (1 << term) && largest[term]);
    if (!columns.length) continue;
    const found = leastSquares(
      rows.map((row) => columns.map((term) => row[term])),
      rows.map(() => 1),
    );
    if (found.some((weight) => weight < 0)) continue;
    const weights = new Array<number>(terms).fill(0);
    for (const [place, term] of columns.entries()) weights[term] = found[place];
    const error = rows.reduce((sum, row) => sum + (linearly(weights, row) - 1) ** 2, 0);
    if (!best || error < best.error) best = { weights, error };
  }
  return best!.weights.map((weight, term) => (largest[term] ? weight / largest[term] : 0));
}

/**
 * Predicted over measured less 1 of each sample, by leaving out each of `folds` parts of them in turn. None where there
 * are not two.
 */
export function heldOutErrors(samples: readonly TimedAmounts[], folds: number): number[] {
  const parts = Math.min(folds, samples.length);
  if (parts < 2) return [];
  const errors = new Array<number>(samples.length);
  for (let part = 0; part < parts; part++) {
    const weights = fitSeconds(samples.filter((_, index) => index % parts !== part));
    for (const [index, { amounts, seconds }] of samples.entries())
      if (index % parts === part) errors[index] = linearly(weights, amounts) / seconds - 1;
  }
  return errors;
}
