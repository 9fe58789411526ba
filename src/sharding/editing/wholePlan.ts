// A table whole on one device.

import type { TablePlan } from '../problem';
import type { PlannerProblem } from '../torchrec/options';
import { allowedKernels, choicesOf } from '../torchrec/table';

/** On device 0, by the first kernel that its constraints leave, or else that the device has. */
export function wholePlan({ tables, topology }: PlannerProblem, table: number): TablePlan {
  const own = tables[table];
  const choice = choicesOf(own, topology).find(([type]) => type === 'table_wise');
  const computeKernel = choice?.[1] ?? allowedKernels(topology, 'table_wise')[0];
  const shard = { device: 0, firstRow: 0, rows: own.rows, firstColumn: 0, columns: own.dimension };
  return { table, shardingType: 'table_wise', computeKernel, shards: [shard] };
}

export const onDevice = (own: TablePlan, device: number): TablePlan => ({
  ...own,
  shards: [{ ...own.shards[0], device }],
});
