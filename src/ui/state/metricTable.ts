// A growing table of numbers: one flat column a metric, full resolution, outside React. Charts read it at
// most once a beat; nothing renders because a row arrived.

import type { Metrics } from '../../experiments/experiment';
import { atNextBeat } from './beat';

const FIRST_CAPACITY = 256;

export class MetricTable {
  #columns = new Map<string, Float64Array>();
  #capacity = FIRST_CAPACITY;
  #length = 0;
  #listeners = new Set<() => void>();
  #toldAll = () => {
    for (const listener of this.#listeners) listener();
  };

  get length(): number {
    return this.#length;
  }

  get names(): string[] {
    return [...this.#columns.keys()];
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  append(rows: readonly Metrics[]): void {
    if (rows.length === 0) return;
    const first = this.#length === 0;
    this.#reserve(this.#length + rows.length);
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) this.#writable(name)[this.#length] = value;
      this.#length++;
    }
    // What the reader waits for is shown at once.
    if (first) this.#toldAll();
    else this.#tell();
  }

  /** All values of a metric so far, NaN where a row lacks it; a view, valid until the next append. */
  column(name: string): Float64Array {
    return (
      this.#columns.get(name)?.subarray(0, this.#length) ?? new Float64Array(this.#length).fill(Number.NaN)
    );
  }

  /** The latest value of a metric that is a number. */
  last(name: string): number | undefined {
    const column = this.#columns.get(name);
    for (let row = this.#length - 1; column && row >= 0; row--)
      if (!Number.isNaN(column[row])) return column[row];
    return undefined;
  }

  row(index: number): Metrics {
    const entries = [...this.#columns].map(([name, column]) => [name, column[index]] as const);
    return Object.fromEntries(entries.filter(([, value]) => !Number.isNaN(value)));
  }

  /** Takes the place of all rows. The columns are kept, not copied; all have one length. */
  replace(columns: Readonly<Record<string, Float64Array>>): void {
    this.#columns = new Map(Object.entries(columns));
    this.#length = Object.values(columns)[0]?.length ?? 0;
    this.#capacity = this.#length;
    this.#tell();
  }

  /** A copy of all columns. */
  copy(): Record<string, Float64Array<ArrayBuffer>> {
    const entries = [...this.#columns].map(([name, column]) => [name, column.slice(0, this.#length)]);
    return Object.fromEntries(entries);
  }

  /** Calls back at the next beat after rows have come; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    if (this.#listeners.size) atNextBeat(this.#toldAll);
  }

  #writable(name: string): Float64Array {
    let column = this.#columns.get(name);
    if (!column) {
      column = new Float64Array(this.#capacity).fill(Number.NaN);
      this.#columns.set(name, column);
    }
    return column;
  }

  #reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    this.#capacity ||= FIRST_CAPACITY;
    while (this.#capacity < rows) this.#capacity *= 2;
    for (const [name, column] of this.#columns) {
      const larger = new Float64Array(this.#capacity).fill(Number.NaN);
      larger.set(column);
      this.#columns.set(name, larger);
    }
  }
}
