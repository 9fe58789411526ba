// Lookups of a batch as a table's statistics have them: bags of varying length around the pooling factor, rows by the
// access profile, hot rows scattered over the table as hashing scatters them.

import { RandomStream } from '../../base/randomStream';
import type { AccessPiece, AccessProfile, EmbeddingTable } from '../problem';

export interface DrawnLookups {
  /** [batch + 1] */
  offsets: Uint32Array<ArrayBuffer>;
  rows: Uint32Array<ArrayBuffer>;
}

const STREAM = 31;
/** Bags are this much shorter or longer than the mean at most, all lengths between alike. */
const SPREAD = 0.5;
const GOLDEN = 0.618;

/** The same seed, table and batch number give the same lookups. `index` tells tables apart. */
export function drawLookups(
  table: Pick<EmbeddingTable, 'rows' | 'poolingFactor' | 'coverage' | 'accesses'>,
  { index, batch, seed, step }: { index: number; batch: number; seed: number; step: number },
): DrawnLookups {
  const random = new RandomStream(seed, STREAM, step, index);
  const offsets = new Uint32Array(batch + 1);
  for (let sample = 0; sample < batch; sample++) {
    const length = table.poolingFactor * (1 - SPREAD + 2 * SPREAD * random.nextUniform());
    const present = random.nextUniform() < table.coverage;
    offsets[sample + 1] = offsets[sample] + (present ? Math.floor(length + random.nextUniform()) : 0);
  }
  const rankOf = ranks(table);
  const step1 = stride(table.rows);
  const rows = new Uint32Array(offsets[batch]);
  // Below 2²⁴ rows a product with the stride is exact.
  for (let j = 0; j < rows.length; j++)
    rows[j] = (rankOf(random.nextUniform(), random.nextUniform()) * step1) % table.rows;
  return { offsets, rows };
}

/** From two uniform numbers to a row's place, the hottest being 0. */
function ranks({
  rows,
  accesses,
}: Pick<EmbeddingTable, 'rows' | 'accesses'>): (piece: number, within: number) => number {
  const pieces = accesses?.pieces ?? [];
  const total = pieces.reduce((sum, piece) => sum + piece.accesses, 0);
  if (!(total > 0)) return (_, within) => Math.floor(within * rows);
  const seen = 1 - accesses!.unseen;
  return (piece, within) => {
    let left = (piece / seen) * total;
    let first = 0;
    for (const own of pieces) {
      if (left < own.accesses) return Math.min(rows - 1, Math.floor(first + within * own.rows));
      left -= own.accesses;
      first += own.rows;
    }
    return Math.floor(within * rows);
  };
}

/** A number without a common divisor with `rows`, such that neighbours in rank lie far apart. */
function stride(rows: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.max(1, Math.round(GOLDEN * rows));
  while (divisor(rows, step) !== 1) step++;
  return step;
}

/** Accesses by Zipf's law: the row of rank r in proportion to r^−exponent, in pieces that double. */
export function zipfProfile(rows: number, exponent: number): AccessProfile {
  const mass = (x: number) => (exponent === 1 ? Math.log(x) : x ** (1 - exponent) / (1 - exponent));
  const pieces: AccessPiece[] = [];
  for (let first = 1; first <= rows; first *= 2) {
    const end = Math.min(2 * first, rows + 1);
    pieces.push({ rows: end - first, accesses: mass(end) - mass(first) });
  }
  return { pieces, unseen: 0 };
}

/** The table with fewer rows, its statistics shrunk with them. */
export function shrunk<Table extends EmbeddingTable>(table: Table, mostRows: number): Table {
  const factor = mostRows / table.rows;
  if (factor >= 1) return table;
  const pieces = table.accesses?.pieces.map((piece) => ({ ...piece, rows: piece.rows * factor }));
  return {
    ...{ ...table, rows: mostRows },
    ...(pieces && { accesses: { pieces, unseen: table.accesses!.unseen } }),
  };
}
