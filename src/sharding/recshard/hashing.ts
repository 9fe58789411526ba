// What hashing does to the rows of a table (the birthday paradox): some rows stay empty however large the table is, and
// some values share a row. Empty rows are never worth fast memory.

import { TesseraError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';

function requireCounts(values: number, rows: number): void {
  if (!(values >= 0 && rows >= 1))
    throw new TesseraError(`Hashing: needs values from 0 up and rows from 1 up, got ${values} and ${rows}.`);
}

/** Expected rows in use when so many distinct values are hashed evenly: H·(1 − (1 − 1/H)^V). */
export function expectedUsedRows(values: number, rows: number): number {
  requireCounts(values, rows);
  if (rows === 1) return values > 0 ? 1 : 0;
  // Written so that large tables do not lose the 1/H in 1.
  return -rows * Math.expm1(values * Math.log1p(-1 / rows));
}

/** Expected share of rows that no value reaches; 36.8 % where there are as many values as rows. */
export const expectedDeadShare = (values: number, rows: number): number =>
  1 - expectedUsedRows(values, rows) / rows;

/** Expected number of values less the rows they use: each is one value too many for its row. */
export const expectedCollisions = (values: number, rows: number): number =>
  values - expectedUsedRows(values, rows);

/** Probability that no two values share a row: ∏ (1 − i/H), i < V, by way of its logarithm. */
export function probabilityWithoutCollision(values: number, rows: number): number {
  requireCounts(values, rows);
  if (values > rows) return 0;
  let logarithm = 0;
  for (let i = 1; i < values && logarithm > -745; i++) logarithm += Math.log1p(-i / rows);
  return logarithm > -745 ? Math.exp(logarithm) : 0;
}

const HASH_STREAM = 5;

/** Rows in use after hashing so many values at random: what the expectation is of. */
export function simulatedUsedRows(values: number, rows: number, seed: number): number {
  requireCounts(values, rows);
  const used = new Uint8Array(rows);
  const stream = new RandomStream(seed, HASH_STREAM);
  let count = 0;
  for (let i = 0; i < values; i++) {
    const row = stream.integer(rows);
    count += 1 - used[row];
    used[row] = 1;
  }
  return count;
}
