// Which bags each touched embedding row receives its gradient from: the lookups of a batch sorted by row. It turns
// the scatter of an embedding gradient into one deterministic sum a row, and lets an optimizer touch each row once.

/** For a batch of L lookups on U distinct rows; arrays are sized for the largest batch. */
export interface SparseUpdate {
  /** The distinct rows, ascending: [0, U). */
  uniqueRows: Uint32Array;
  /** Lookups of uniqueRows[u] are segmentStarts[u] .. segmentStarts[u + 1): [0, U]. */
  segmentStarts: Uint32Array;
  /** The bag of each lookup, sorted by row, in lookup order within a row: [0, L). */
  segmentBags: Uint32Array;
  /** [U, L] */
  counts: Uint32Array;
}

export function createSparseUpdate(maxLookups: number): SparseUpdate {
  return {
    uniqueRows: new Uint32Array(maxLookups),
    segmentStarts: new Uint32Array(maxLookups + 1),
    segmentBags: new Uint32Array(maxLookups),
    counts: new Uint32Array(2),
  };
}

const LARGEST_DIGIT = 11;

/** Builds sparse updates by a stable radix sort, least significant digit first, without allocating. */
export class SparseUpdateBuilder {
  private readonly passes: number;
  private readonly digitBits: number;
  /** Start of each digit value's run, per pass. */
  private readonly starts: Uint32Array[];
  private readonly rows: [Uint32Array, Uint32Array];
  private readonly bags: [Uint32Array, Uint32Array];

  /** `totalRows` bounds the row numbers, `maxLookups` the lookups of a batch. */
  constructor(maxLookups: number, totalRows: number) {
    const bits = Math.max(1, Math.ceil(Math.log2(Math.max(2, totalRows))));
    this.passes = Math.ceil(bits / LARGEST_DIGIT);
    this.digitBits = Math.ceil(bits / this.passes);
    this.starts = Array.from({ length: this.passes }, () => new Uint32Array(2 ** this.digitBits));
    this.rows = [new Uint32Array(maxLookups), new Uint32Array(maxLookups)];
    this.bags = [new Uint32Array(maxLookups), new Uint32Array(maxLookups)];
  }

  /** `indices[offsets[bag] .. offsets[bag + 1])` are the rows of a bag; there are `bagCount` bags. */
  build(indices: Uint32Array, offsets: Uint32Array, bagCount: number, out: SparseUpdate): void {
    const lookups = offsets[bagCount];
    this.countDigits(indices, lookups);
    const firstBags = this.bags[0];
    for (let bag = 0, i = 0; bag < bagCount; bag++) {
      for (const end = offsets[bag + 1]; i < end; i++) firstBags[i] = bag;
    }
    let rows = indices;
    let bags = firstBags;
    for (let pass = 0; pass < this.passes; pass++) {
      const rowsTo = this.rows[pass & 1];
      const bagsTo = pass === this.passes - 1 ? out.segmentBags : this.bags[(pass + 1) & 1];
      this.scatter(pass, lookups, rows, bags, rowsTo, bagsTo);
      rows = rowsTo;
      bags = bagsTo;
    }
    markSegments(rows, lookups, out);
  }

  private countDigits(indices: Uint32Array, lookups: number): void {
    const { digitBits } = this;
    const mask = 2 ** digitBits - 1;
    for (let pass = 0; pass < this.passes; pass++) {
      const starts = this.starts[pass];
      const shift = pass * digitBits;
      starts.fill(0);
      for (let i = 0; i < lookups; i++) starts[(indices[i] >>> shift) & mask]++;
      let sum = 0;
      for (let digit = 0; digit < starts.length; digit++) {
        const count = starts[digit];
        starts[digit] = sum;
        sum += count;
      }
    }
  }

  private scatter(
    pass: number,
    lookups: number,
    rows: Uint32Array,
    bags: Uint32Array,
    rowsTo: Uint32Array,
    bagsTo: Uint32Array,
  ): void {
    const starts = this.starts[pass];
    const shift = pass * this.digitBits;
    const mask = 2 ** this.digitBits - 1;
    for (let i = 0; i < lookups; i++) {
      const row = rows[i];
      const to = starts[(row >>> shift) & mask]++;
      rowsTo[to] = row;
      bagsTo[to] = bags[i];
    }
  }
}

function markSegments(sortedRows: Uint32Array, lookups: number, out: SparseUpdate): void {
  let unique = 0;
  for (let i = 0; i < lookups; i++) {
    if (i > 0 && sortedRows[i] === sortedRows[i - 1]) continue;
    out.uniqueRows[unique] = sortedRows[i];
    out.segmentStarts[unique] = i;
    unique++;
  }
  out.segmentStarts[unique] = lookups;
  out.counts[0] = unique;
  out.counts[1] = lookups;
}
