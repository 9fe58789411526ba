// Planted parameters of one sparse table: a weight w and a vector v of length r per id, each N(0, 1), made from
// (seed, table, id) when first asked for. A table of any size therefore needs only a small cache.

import { normalFromBlock, philox, streamOf } from '../../../base/philox';
import type { ClickDrift } from './config';

const LARGEST_CACHE = 2 ** 21;
const block = new Uint32Array(4);

/** A planted normal number in period t: `element` and `id` choose it, `stream` names its family. */
export function plantedNormal(
  drift: ClickDrift,
  period: number,
  seed: number,
  stream: number,
  id: number,
  element: number,
): number {
  const draw = (version: number) => normalFromBlock(philox(id, 0, element, version, seed, stream, block));
  let value = draw(0);
  if (drift.kind === 'rotate' && period > 0) {
    const angle = drift.rate * period;
    value = value * Math.cos(angle) + draw(1) * Math.sin(angle);
  } else if (drift.kind === 'randomWalk') {
    const shrink = 1 / Math.sqrt(1 + drift.rate ** 2);
    for (let t = 1; t <= period; t++) value = (value + drift.rate * draw(t)) * shrink;
  }
  return value;
}

/** Direct-mapped cache of the planted rows [w, v_1 … v_r] of one table in one period. */
export class TableTeacher {
  /** `values[at(id) + c]` is w for c = 0 and v_c for c = 1..rank. */
  readonly values: Float32Array;
  private readonly owner: Uint32Array;
  private readonly mask: number;
  private readonly stream: number;
  private period = 0;

  constructor(
    private readonly seed: number,
    index: number,
    rows: number,
    private readonly rank: number,
    private readonly drift: ClickDrift,
  ) {
    const size = Math.min(LARGEST_CACHE, 2 ** Math.ceil(Math.log2(Math.max(1, rows))));
    this.values = new Float32Array(size * (rank + 1));
    this.owner = new Uint32Array(size);
    this.mask = size - 1;
    this.stream = streamOf(`click/teacher/${index}`);
  }

  setPeriod(period: number): void {
    const moves = this.drift.kind === 'rotate' || this.drift.kind === 'randomWalk';
    if (moves && period !== this.period) this.owner.fill(0);
    this.period = period;
  }

  /** The start of an id's row in `values`; valid until the next call. */
  at(id: number): number {
    const slot = id & this.mask;
    const start = slot * (this.rank + 1);
    if (this.owner[slot] !== id + 1) this.plant(id, slot, start);
    return start;
  }

  private plant(id: number, slot: number, start: number): void {
    for (let c = 0; c <= this.rank; c++) {
      this.values[start + c] = plantedNormal(this.drift, this.period, this.seed, this.stream, id, c);
    }
    this.owner[slot] = id + 1;
  }
}
