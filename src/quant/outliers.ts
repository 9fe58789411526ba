// Splitting a matrix of codes into a narrow dense part and a sparse wide one, W = main + outliers: the narrow part's
// products fit 16-bit sums for longer.
// Source: Park et al. 2018 (arXiv 1811.09886), §3.2.3; FBGEMM's outlier-aware quantisation.

import { highestCode, lowestCode } from './affine';

/** Rows of a sparse matrix, one after another. */
export interface SparseRows {
  /** Where each row's entries begin, and the end of the last: rows + 1 numbers. */
  starts: Uint32Array<ArrayBuffer>;
  columns: Uint32Array<ArrayBuffer>;
  values: Int32Array<ArrayBuffer>;
}

export interface Split {
  /** Codes that `bits` hold, 0 where an outlier was. */
  main: Int8Array<ArrayBuffer>;
  outliers: SparseRows;
  /** Outliers over all codes. */
  density: number;
}

/** Moves codes [rows, depth] that do not fit `bits` into the sparse part. */
export function splitOutliers(codes: ArrayLike<number>, depth: number, bits: number): Split {
  const rows = codes.length / depth;
  const main = Int8Array.from(codes);
  const starts = new Uint32Array(rows + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at];
    if (code < lowestCode(bits) || code > highestCode(bits)) {
      columns.push(at % depth);
      values.push(code);
      main[at] = 0;
    }
    starts[Math.floor(at / depth) + 1] = columns.length;
  }
  return {
    main,
    outliers: { starts, columns: Uint32Array.from(columns), values: Int32Array.from(values) },
    density: codes.length ? columns.length / codes.length : 0,
  };
}

const MOST_16 = 2 ** 15 - 1;

/**
 * Σ a·w with a 16-bit sum that saturates, added to a wide one every `spill` products: what vector units without wide
 * multiply-adds compute. Tells whether any sum left 16 bits.
 */
export function saturatingDot(
  a: ArrayLike<number>,
  w: ArrayLike<number>,
  spill: number,
): { sum: number; overflowed: boolean } {
  let [sum, narrow, overflowed] = [0, 0, false];
  for (let k = 0; k < a.length; k++) {
    const exact = narrow + a[k] * w[k];
    narrow = Math.min(MOST_16, Math.max(-MOST_16 - 1, exact));
    overflowed ||= narrow !== exact;
    if ((k + 1) % spill === 0 || k + 1 === a.length) {
      sum += narrow;
      narrow = 0;
    }
  }
  return { sum, overflowed };
}
