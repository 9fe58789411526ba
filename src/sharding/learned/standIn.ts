// Sets of tables with made-up costs, where nothing was measured: a model of a fused embedding operator, forward and
// backward, on a machine with a cache that all tables of the set share. Shown as modelled wherever it is used.

import type { EmbeddingTable } from '../problem';
import { SAMPLE_BATCH } from '../tables/profiles';
import { type MeasuredSets, namedByIds } from './computeModel';
import { drawnSets, publishedSets } from './drawSets';

/** Bytes, and bytes a millisecond: a machine like the server on which the published costs were measured. */
const CACHE = 32 * 2 ** 20;
const FAST = 4e8;
const SLOW = 6e7;
const LAUNCH = 1;
/** Rows are read, their gradients written, the rows read and written again by the update. */
const PASSES = 4;

/**
 * Milliseconds, without noise: t = LAUNCH + Σ bytes from cache / FAST + Σ bytes from memory / SLOW. Each table gets a part
 * of the cache in proportion to the bytes it looks up, and keeps its hottest rows there.
 */
export function standInCost(set: readonly EmbeddingTable[]): number {
  const traffic = set.map(trafficOf);
  const all = traffic.reduce((sum, bytes) => sum + bytes, 0);
  return set.reduce((sum, table, index) => {
    if (traffic[index] === 0) return sum;
    const kept = cachedShare(table, (CACHE * traffic[index]) / all);
    return sum + PASSES * traffic[index] * (kept / FAST + (1 - kept) / SLOW);
  }, LAUNCH);
}

/** Bytes of the rows that one batch looks up. */
const trafficOf = ({ poolingFactor, coverage, dimension, bytesPerElement }: EmbeddingTable): number =>
  poolingFactor * coverage * SAMPLE_BATCH * dimension * bytesPerElement;

/** Share of the lookups that go to the hottest rows that fit into so many bytes. */
function cachedShare({ accesses, rows, dimension, bytesPerElement }: EmbeddingTable, bytes: number): number {
  const pieces = accesses?.pieces.length ? accesses.pieces : [{ rows, accesses: 1 }];
  const total = pieces.reduce((sum, piece) => sum + piece.accesses, 0);
  let room = bytes / (dimension * bytesPerElement);
  let found = 0;
  for (const piece of pieces) {
    const fitting = Math.min(room, piece.rows);
    found += (piece.accesses * fitting) / piece.rows;
    room -= fitting;
  }
  return found / total;
}

/** As measured with an error: costs are off by a normal share with this deviation. */
export const STAND_IN_NOISE = 0.03;

/** Random sets of tables, each with a random dimension, and what they cost by the stand-in. */
export function standInSets(tables: readonly EmbeddingTable[], samples: number, seed: number): MeasuredSets {
  const named = namedByIds(tables);
  const drawn = drawnSets(tables, { ...publishedSets, sets: samples, seed });
  const sets = drawn.map(({ ids }) => ids.map((id) => named[id]));
  const milliseconds = sets.map(
    (set, sample) => standInCost(set) * Math.max(0.5, 1 + STAND_IN_NOISE * drawn[sample].normal),
  );
  return { sets, milliseconds };
}
