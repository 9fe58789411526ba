// Gathers metric rows and sends them a few times a second, so that a fast run does not flood its host.

import type { Metrics } from '../experiments/experiment';
import type { RunUpdate } from './protocol';

/** Rows are gathered this long before they are sent. */
const GATHER_MILLISECONDS = 50;

/** Sends rows at most every `GATHER_MILLISECONDS`. */
export class RowGatherer {
  #rows: Metrics[] = [];
  #table: 'training' | 'evaluation' = 'training';
  #sent = 0;

  constructor(private readonly emit: (update: RunUpdate) => void) {}

  add(table: 'training' | 'evaluation', row: Metrics): void {
    if (table !== this.#table) this.flush();
    this.#table = table;
    this.#rows.push(row);
    if (performance.now() - this.#sent > GATHER_MILLISECONDS) this.flush();
  }

  flush(): void {
    this.#sent = performance.now();
    if (!this.#rows.length) return;
    this.emit({ kind: 'rows', table: this.#table, rows: this.#rows });
    this.#rows = [];
  }
}
