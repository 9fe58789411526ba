// Plans of tables that were made smaller: the same cuts in proportion, on the same devices.

import type { Plan } from '../problem';

/** `before`, `after`: rows of each table. */
export const shrunkPlan = ({ tables }: Plan, before: readonly number[], after: readonly number[]): Plan => ({
  tables: tables.map((own) => {
    const at = (row: number) => Math.round((row * after[own.table]) / before[own.table]);
    return {
      ...own,
      shards: own.shards.map((shard) => {
        const firstRow = at(shard.firstRow);
        return { ...shard, firstRow, rows: at(shard.firstRow + shard.rows) - firstRow };
      }),
    };
  }),
});
