// Codes for weights alone: all values of a byte for each group of neighbours along a row, with a scale and an offset.

import { packCodes } from '../base/packing';
import { minMaxRange } from './ranges';

const BITS = 8;
/** Sizes that a row may divide into; fours are read at a time. */
const GROUPS = [32, 16, 8, 4];

export interface GroupedWeights {
  bits: typeof BITS;
  group: number;
  codes: Uint32Array<ArrayBuffer>;
  /** [groups, 2]: scale and offset of each. */
  affine: Float32Array<ArrayBuffer>;
}

/** Rows [F, depth] in groups; undefined where no group divides a row. */
export function groupWeights(rows: Float32Array, depth: number): GroupedWeights | undefined {
  const group = GROUPS.find((size) => depth % size === 0);
  if (!group) return undefined;
  const codes = new Uint8Array(rows.length);
  const affine = new Float32Array((2 * rows.length) / group);
  for (let first = 0; first < rows.length; first += group) {
    const { low, high } = minMaxRange(rows.subarray(first, first + group));
    const scale = Math.fround((high - low) / (2 ** BITS - 1)) || 1;
    affine.set([scale, low], (2 * first) / group);
    for (let k = first; k < first + group; k++)
      codes[k] = Math.min(2 ** BITS - 1, Math.round((rows[k] - low) / scale));
  }
  return { bits: BITS, group, codes: packCodes(codes, BITS), affine };
}
