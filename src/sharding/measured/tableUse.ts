// How one batch uses the rows of a table: the lookups and the distinct rows of any range of rows.

export interface RangeUse {
  lookups: number;
  /** Rows that are looked up at all. */
  distinct: number;
}

/** What is known of a table's lookups in a batch. */
export interface RangeUses {
  /** Any rows are used as so many others are: nobody knows where the hot ones lie. */
  readonly even?: boolean;
  /** Of `count` rows from `firstRow` on. */
  within(firstRow: number, count: number): RangeUse;
}

/** Counted in a batch. */
export class TableUse implements RangeUses {
  /** Rows that are looked up, ascending. */
  private readonly rows: Uint32Array;
  /** Lookups of the rows before each of them, and of all. */
  private readonly before: Uint32Array;

  /** Of the row of every lookup, in any order. */
  constructor(lookups: Uint32Array) {
    const sorted = lookups.slice().sort();
    const starts = [...sorted.keys()].filter((at) => at === 0 || sorted[at] !== sorted[at - 1]);
    this.rows = Uint32Array.from(starts, (at) => sorted[at]);
    this.before = Uint32Array.from([...starts, sorted.length]);
  }

  within(firstRow: number, count: number): RangeUse {
    const first = this.#place(firstRow);
    const end = this.#place(firstRow + count);
    return { lookups: this.before[end] - this.before[first], distinct: end - first };
  }

  /** How many of the rows lie before `row`. */
  #place(row: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle] < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
