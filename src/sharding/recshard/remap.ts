// Where each row of a split table has gone. One integer a row: a slot of the fast part from 0 up, or the complement of
// a slot of the slow part, which is below 0. Ids are mapped while data is loaded, so that a lookup costs nothing more.

import { TesseraError } from '../../base/errors';

/** Bytes of such a map, a row. */
export const REMAP_BYTES = 4;

/**
 * `counts`: how often each row was looked up. The hottest `hotRows` rows lie in the fast part, hottest first, of equals
 * the earlier; the others keep their order in the slow part.
 */
export function remapOf(counts: ArrayLike<number>, hotRows: number): Int32Array {
  const rows = counts.length;
  if (!(Number.isInteger(hotRows) && hotRows >= 0 && hotRows <= rows))
    throw new TesseraError(`Remap: hot rows must be a whole number from 0 to ${rows}, got ${hotRows}.`);
  const hottest = new Uint32Array(rows).map((_, row) => row);
  hottest.sort((a, b) => counts[b] - counts[a] || a - b);
  const remap = new Int32Array(rows).fill(-1);
  for (let slot = 0; slot < hotRows; slot++) remap[hottest[slot]] = slot;
  let slow = 0;
  for (let row = 0; row < rows; row++) if (remap[row] < 0) remap[row] = ~slow++;
  return remap;
}

export interface SplitWeights {
  /** [hot rows, dimension] */
  fast: Float32Array;
  /** [other rows, dimension] */
  slow: Float32Array;
}

/** Rows of a table, [rows, dimension], put where `remap` says. */
export function splitWeights(weights: Float32Array, dimension: number, remap: Int32Array): SplitWeights {
  if (weights.length !== remap.length * dimension)
    throw new TesseraError(
      `Remap: ${remap.length} rows of ${dimension} make ${remap.length * dimension} weights, got ${weights.length}.`,
    );
  const hotRows = remap.reduce((count, slot) => count + (slot >= 0 ? 1 : 0), 0);
  const split = {
    fast: new Float32Array(hotRows * dimension),
    slow: new Float32Array((remap.length - hotRows) * dimension),
  };
  remap.forEach((slot, row) => {
    rowAt(split, dimension, slot).set(weights.subarray(row * dimension, (row + 1) * dimension));
  });
  return split;
}

/** The row to which an id was mapped: a view, not a copy. */
export function rowAt({ fast, slow }: SplitWeights, dimension: number, mapped: number): Float32Array {
  const part = mapped >= 0 ? fast : slow;
  const slot = mapped >= 0 ? mapped : ~mapped;
  return part.subarray(slot * dimension, (slot + 1) * dimension);
}

/** The table as it was. */
export function joinedWeights(split: SplitWeights, dimension: number, remap: Int32Array): Float32Array {
  const weights = new Float32Array(remap.length * dimension);
  remap.forEach((slot, row) => {
    weights.set(rowAt(split, dimension, slot), row * dimension);
  });
  return weights;
}
