// Rows of embedding tables between a fast and a slow memory, after RecShard (Sethi et al. 2022): what each row costs
// in either, hottest rows first.

import { TesseraError } from '../../base/errors';
import type { AccessPiece, Cluster, EmbeddingTable } from '../problem';

/** Rows of a table that are looked up equally often. */
export interface SplitPiece {
  rows: number;
  /** Of all of its rows together, in a batch. */
  lookups: number;
}

export interface SplitTable {
  name: string;
  rows: number;
  rowBytes: number;
  /** In a batch. */
  lookups: number;
  /** All rows of the table, hottest first. */
  pieces: readonly SplitPiece[];
}

/** Of one device. */
export interface SplitDevice {
  fastBytes: number;
  slowBytes: number;
  fastBytesPerSecond: number;
  slowBytesPerSecond: number;
}

export interface SplitProblem {
  tables: readonly SplitTable[];
  devices: number;
  device: SplitDevice;
  /** Seconds of each device before anything is placed; none where it is not said. */
  already?: readonly number[];
}

/** Whether devices are alike: a plan is then as good with their names exchanged. */
export const areAlike = ({ already = [] }: SplitProblem): boolean =>
  already.every((seconds) => seconds === already[0]);

export const alreadyOf = ({ already, devices }: SplitProblem): readonly number[] =>
  already ?? Array<number>(devices).fill(0);

export interface SplitOptions {
  /** Samples in a batch. */
  batch: number;
  /**
   * `inSample`: rows that the sample has not seen are taken never to be looked up. `unseenCharged`: they get the share
   * of lookups that Good and Turing's estimate gives them, evenly, wherever they lie.
   */
  accounting: 'inSample' | 'unseenCharged';
}

/**
 * A table without a profile is looked up evenly; one that its sample never saw looked up is taken never to be.
 * Slow memory is the host's, read over the link: the slower of the two sets its rate.
 */
export function splitProblem(
  tables: readonly EmbeddingTable[],
  cluster: Cluster,
  options: SplitOptions,
): SplitProblem {
  const { devices, hbmBytes, ddrBytes, hbmBytesPerSecond, ddrBytesPerSecond, hostLinkBytesPerSecond } =
    cluster;
  const device: SplitDevice = {
    fastBytes: hbmBytes,
    slowBytes: ddrBytes,
    fastBytesPerSecond: hbmBytesPerSecond,
    slowBytesPerSecond: Math.min(ddrBytesPerSecond, hostLinkBytesPerSecond),
  };
  if (device.slowBytesPerSecond > device.fastBytesPerSecond)
    throw new TesseraError(
      'A row split needs device memory that is at least as fast as the memory of the host behind its link: set the bandwidths so.',
    );
  return { tables: tables.map((table) => splitTable(table, options)), devices, device };
}

function splitTable(table: EmbeddingTable, { batch, accounting }: SplitOptions): SplitTable {
  const { name, rows, dimension, bytesPerElement, poolingFactor, coverage, accesses } = table;
  const rowBytes = dimension * bytesPerElement;
  const whole = (lookups: number): SplitTable => ({
    ...{ name, rows, rowBytes, lookups },
    pieces: [{ rows, lookups }],
  });
  const lookups = poolingFactor * coverage * batch;
  if (!accesses) return whole(lookups);
  const seen = wholeRows(accesses.pieces, rows);
  const counted = seen.reduce((sum, piece) => sum + piece.lookups, 0);
  if (counted === 0) return whole(accesses.unseen > 0 ? lookups : 0);
  const left = rows - seen.reduce((sum, piece) => sum + piece.rows, 0);
  // Where all rows have been seen nothing unseen is left to look up.
  const unseen = accounting === 'unseenCharged' && left > 0 ? accesses.unseen : 0;
  const scale = (lookups * (1 - unseen)) / counted;
  const pieces = seen.map((piece) => ({ rows: piece.rows, lookups: piece.lookups * scale }));
  if (left > 0) pieces.push({ rows: left, lookups: lookups * unseen });
  pieces.sort((a, b) => b.lookups / b.rows - a.lookups / a.rows);
  return { name, rows, rowBytes, lookups, pieces };
}

/** Estimated rows rounded, at most `limit` in all; what is less than a row joins its neighbour. */
function wholeRows(pieces: readonly AccessPiece[], limit: number): SplitPiece[] {
  const whole: SplitPiece[] = [];
  let exact = 0;
  let taken = 0;
  let lookups = 0;
  for (const piece of pieces) {
    exact += piece.rows;
    lookups += piece.accesses;
    const rows = Math.min(limit, Math.round(exact)) - taken;
    if (rows === 0) continue;
    whole.push({ rows, lookups });
    taken += rows;
    lookups = 0;
  }
  if (whole.length) whole[whole.length - 1].lookups += lookups;
  else if (lookups > 0) whole.push({ rows: 1, lookups });
  return whole;
}

/** Lookups of a batch, by whether they go to the hottest rows or to the others: the access CDF, straight within a piece. */
export function lookupsAt({ pieces }: SplitTable, hotRows: number): { hot: number; cold: number } {
  let left = hotRows;
  const sums = { hot: 0, cold: 0 };
  for (const { rows, lookups } of pieces) {
    const share = Math.min(1, left / rows);
    sums.hot += lookups * share;
    sums.cold += lookups * (1 - share);
    left = Math.max(0, left - rows);
  }
  return sums;
}

export const lookupsOfHottest = (table: SplitTable, rows: number): number => lookupsAt(table, rows).hot;
