// From popularity ranks to ids, and how both change with the period: churn moves popularity along the rank
// space; birth and death replace ids by ones never seen before.

import { philox, streamOf, uniformFromBits } from '../../../base/philox';
import { bijection, tabulated } from './bijection';
import type { ClickLogConfig, ClickTableConfig } from './config';

const block = new Uint32Array(4);

/** Rows an embedding table needs to hold every id of the log: the vocabulary, and all later births. */
export function idSpace(config: ClickLogConfig, table: ClickTableConfig): number {
  if (config.drift.kind !== 'birthDeath') return table.rows;
  return table.rows * (1 + Math.ceil((config.periods - 1) * config.drift.rate));
}

/** The map from rank to id of one table in one period. */
export function rankToId(config: ClickLogConfig, index: number, period: number): (rank: number) => number {
  const table = config.tables[index];
  const { drift, seed } = config;
  const scramble = bijection(idSpace(config, table), seed, streamOf(`click/id/${index}`));
  const moved = Math.round(period * table.churn * table.rows);
  const birthStream = streamOf(`click/birth/${index}`);
  const map = (rank: number) => {
    const place = (rank + moved) % table.rows;
    if (drift.kind !== 'birthDeath') return scramble(place);
    // Each place is renewed when period · rate passes a whole number, counted from a random phase in [0, 1).
    const phase = uniformFromBits(philox(place, 0, 0, 0, seed, birthStream, block)[0]);
    return scramble(place + Math.floor(period * drift.rate + phase) * table.rows);
  };
  return tabulated(table.rows, map);
}
