// How often the rows of a table were looked up in a log of clicks, counted: what a file of tables says of accesses.

/** Bags of one table, a sample each: the bag of sample i is ids[offsets[i] .. offsets[i + 1]). */
export interface TableLog {
  rows: number;
  offsets: ArrayLike<number>;
  ids: ArrayLike<number>;
}

export interface AccessCount {
  samples: number;
  /** Samples whose bag is not empty. */
  present: number;
  lookups: number;
  /** Bin k: how many rows were looked up more than 2^(k−1) and at most 2^k times. Ends with the last that has any. */
  rowsPerBin: number[];
  /** Lookups of all rows of each bin together. */
  accessesPerBin: number[];
  /** Share of lookups that went to rows seen once, which is what rows never seen are to expect (Good 1953). */
  unseen: number;
}

/** Of the given samples, each once. Takes 4 bytes a row of the table while it counts. */
export function countAccesses({ rows, offsets, ids }: TableLog, samples: ArrayLike<number>): AccessCount {
  const counts = new Uint32Array(rows);
  let present = 0;
  let lookups = 0;
  for (let i = 0; i < samples.length; i++) {
    const end = offsets[samples[i] + 1];
    const start = offsets[samples[i]];
    if (end === start) continue;
    present++;
    lookups += end - start;
    for (let j = start; j < end; j++) counts[ids[j]]++;
  }
  const rowsPerBin: number[] = [];
  const accessesPerBin: number[] = [];
  for (const count of counts) {
    if (count === 0) continue;
    const bin = binOf(count);
    while (rowsPerBin.length <= bin) {
      rowsPerBin.push(0);
      accessesPerBin.push(0);
    }
    rowsPerBin[bin]++;
    accessesPerBin[bin] += count;
  }
  const unseen = lookups > 0 ? rowsPerBin[0] / lookups : 0;
  return { samples: samples.length, present, lookups, rowsPerBin, accessesPerBin, unseen };
}

/** ⌈log₂ count⌉, exactly. */
const binOf = (count: number): number => 32 - Math.clz32(count - 1);

export interface StoredAs {
  dimension: number;
  /** Of one table row, divided by its elements. */
  bytesPerElement: number;
}

/** A table as `readTables` takes it. */
export function countedTable(
  name: string,
  log: TableLog,
  samples: ArrayLike<number>,
  { dimension, bytesPerElement }: StoredAs,
) {
  const count = countAccesses(log, samples);
  return {
    ...{ name, rows: log.rows, dimension, bytesPerElement },
    pooling: count.present > 0 ? count.lookups / count.present : 0,
    coverage: count.samples > 0 ? count.present / count.samples : 0,
    rows_per_bin: count.rowsPerBin,
    acc_per_bin: count.accessesPerBin,
    unseen: count.unseen,
  };
}
