// Nine tables of several sizes, all of one dimension, and a batch of them.

import { drawLookups } from '../drawLookups';
import type { DrawnTable } from '../drawnPlan';
import { TableUse } from '../tableUse';

export const tables: DrawnTable[] = Array.from({ length: 9 }, (_, index) => ({
  ...{ rows: 37 * 3 ** (index % 5), dimension: 12, lookups: 1 + (index % 4) },
}));

const lookupsOf = (batch: number) =>
  tables.map(({ rows, lookups }, index) =>
    drawLookups({ rows, poolingFactor: lookups, coverage: 1 }, { index, batch, seed: 1, step: 0 }),
  );
export const profileOf = (batch: number) => {
  const lookups = lookupsOf(batch);
  return {
    uses: lookups.map(({ rows }) => new TableUse(rows)),
    room: lookups.map(({ rows }) => rows.length),
    adapterClass: 'hardware' as const,
  };
};
