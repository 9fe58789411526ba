// Maps the distinct values of a column to 0, 1, 2, … in the order they are first seen.

import { GrowingArray } from '../../base/arrays';

type Index = Map<number | string | bigint, number>;

/** The numbers given to values by column: files read with the same numbering agree on what an id means. */
export class Numbering {
  readonly #columns = new Map<string, Index>();

  of(column: string): Index {
    let index = this.#columns.get(column);
    if (!index) {
      index = new Map();
      this.#columns.set(column, index);
    }
    return index;
  }
}

/** The ids of a column of single values, growing batch by batch. */
export class DictionaryColumn {
  private readonly ids = new GrowingArray(Uint32Array);

  constructor(private readonly index: Index = new Map()) {}

  /** Distinct values so far, at least 1 so that a table is never empty. */
  get rows(): number {
    return Math.max(1, this.index.size);
  }

  idOf(value: number | string | bigint): number {
    let id = this.index.get(value);
    if (id === undefined) {
      id = this.index.size;
      this.index.set(value, id);
    }
    return id;
  }

  push(value: number | string | bigint): void {
    this.ids.push(this.idOf(value));
  }

  toArray(): Uint32Array {
    return this.ids.toArray();
  }
}
