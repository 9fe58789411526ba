// One metric of a run as charts need it: raw or smoothed, with the extremes of any range at hand. Kept with
// the run's table, so that only rows that are new cost anything, whatever is zoomed, shown or hidden.

import type { MetricTable } from '../state/metricTable';
import { Extremes } from './extremes';
import { GrowingColumn } from './growing';
import { Smoother } from './smooth';

export class Series {
  readonly extremes = new Extremes();
  #smoother?: Smoother;
  #smoothed?: GrowingColumn;
  #raw: Float64Array = new Float64Array(0);

  constructor(
    private readonly table: MetricTable,
    private readonly metric: string,
    readonly smoothing: number,
  ) {
    if (smoothing === 0) return;
    this.#smoother = new Smoother(smoothing);
    this.#smoothed = new GrowingColumn();
  }

  /** As many rows as have been taken in. */
  get values(): Float64Array {
    return (this.#smoothed?.values ?? this.#raw).subarray(0, this.extremes.length);
  }

  /** Takes in new rows until the deadline (of `performance.now()`); whether it has them all. */
  extend(deadline: number): boolean {
    const raw = this.table.column(this.metric);
    if (!this.#smoother || !this.#smoothed) {
      this.#raw = raw;
      return this.extremes.extend(raw, deadline);
    }
    while (this.#smoothed.length < raw.length) {
      const end = Math.min(this.#smoothed.length + 4096, raw.length);
      for (let row = this.#smoothed.length; row < end; row++)
        this.#smoothed.push(this.#smoother.next(raw[row]));
      if (performance.now() > deadline) break;
    }
    const taken = this.extremes.extend(this.#smoothed.values, deadline);
    return taken && this.#smoothed.length === raw.length;
  }
}

const known = new WeakMap<MetricTable, Map<string, Series>>();

/** Of each metric the raw series and the latest smoothed one are kept. */
export function seriesOf(table: MetricTable, metric: string, smoothing: number): Series {
  const ofTable = known.get(table) ?? new Map<string, Series>();
  known.set(table, ofTable);
  const key = smoothing === 0 ? metric : `${metric} smoothed`;
  const kept = ofTable.get(key);
  if (kept?.smoothing === smoothing) return kept;
  const made = new Series(table, metric, smoothing);
  ofTable.set(key, made);
  return made;
}
