// Access profiles from histograms: how many rows of a table were looked up 1, 2, 3–4, 5–8, … times in a sample.

import type { AccessPiece, AccessProfile } from '../problem';

/** Bins of the published statistics: bin k holds rows looked up more than 2^(k−1) and at most 2^k times; the last is open. */
export const ACCESS_BINS = 17;

/** Samples in the batch from which the published statistics were taken. */
export const SAMPLE_BATCH = 65_536;

/**
 * Where between the ends of a bin, in logarithms, its mean count lies: with this one number, for all bins and tables,
 * the histograms of rows add up to the number of lookups that was published beside them.
 */
const POSITION = 0.428;

/** Mean lookups of a row in bin k. The open bin is taken to reach two doublings. */
export function meanCountOfBin(k: number): number {
  if (k < 2) return k + 1;
  const low = 2 ** (k - 1) + 1;
  const high = k === ACCESS_BINS - 1 ? 2 ** (k + 1) : 2 ** k;
  return low ** (1 - POSITION) * high ** POSITION;
}

/**
 * Pieces hottest first, from rows and accesses in bins of any order; empty bins are left out. `singletons` is the
 * number of rows seen once: the share of lookups that goes to them estimates the share of future lookups that will go
 * to rows not seen at all (Good 1953).
 */
export function profileOf(
  rows: readonly number[],
  accesses: readonly number[],
  unseen: number,
): AccessProfile {
  const pieces = rows
    .map((count, k): AccessPiece => ({ rows: count, accesses: accesses[k] }))
    .filter((piece) => piece.rows > 0 && piece.accesses > 0)
    .sort((a, b) => b.accesses / b.rows - a.accesses / a.rows);
  return { pieces, unseen };
}

/** From the share of the distinct rows in each bin, and the lookups in the sample. */
export function profileOfShares(
  shares: readonly number[],
  lookups: number,
  tableRows: number,
): AccessProfile {
  const counts = shares.map((_, k) => meanCountOfBin(k));
  const perRow = shares.reduce((sum, share, k) => sum + share * counts[k], 0);
  if (!(perRow > 0 && lookups > 0)) return { pieces: [], unseen: 0 };
  const distinct = Math.min(tableRows, lookups / perRow);
  const rows = shares.map((share) => share * distinct);
  const accesses = rows.map((count, k) => count * counts[k]);
  const total = accesses.reduce((sum, count) => sum + count, 0);
  return profileOf(rows, accesses, accesses[0] / total);
}
