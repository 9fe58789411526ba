// Plans of the planner and plans as src/sharding/problem.ts has them, each from the other.

import type { Plan, Shard, TablePlan } from '../problem';
import type { PlacedOption, PlannedShard, PlannerProblem, ShardingOption } from './options';
import { estimatePerf, totalPerf } from './perf';
import { addMemory, estimateStorage, noMemory } from './storage';

export const planOf = (placed: readonly PlacedOption[]): Plan => ({
  tables: placed.map(({ option, ranks }) => ({
    table: option.table,
    shardingType: option.shardingType,
    computeKernel: option.computeKernel,
    shards: option.shards.map(
      ({ size: [rows, columns], offset: [firstRow, firstColumn] }, index): Shard => ({
        ...{ device: ranks[index], firstRow, rows, firstColumn, columns },
      }),
    ),
  })),
});

/** Estimates the shards as they are in the plan, which may be others than the planner would have cut. */
export const placedOf = (problem: PlannerProblem, plan: Plan): PlacedOption[] =>
  plan.tables.map((own) => ({
    option: optionOfPlan(problem, own),
    ranks: own.shards.map(({ device }) => device),
  }));

function optionOfPlan({ tables, topology, settings }: PlannerProblem, own: TablePlan): ShardingOption {
  const table = tables[own.table];
  const sizes = own.shards.map(({ rows, columns }) => [rows, columns] as const);
  const request = { table, topology, shardingType: own.shardingType, kernel: own.computeKernel };
  const perfs = estimatePerf({ ...request, wire: settings.wire, prefetched: settings.prefetched }, sizes);
  const storages = estimateStorage({ ...request, settings: settings.storage }, sizes);
  const shards = own.shards.map(
    ({ firstRow, firstColumn }, index): PlannedShard => ({
      size: sizes[index],
      offset: [firstRow, firstColumn],
      perf: perfs[index],
      total: totalPerf(perfs[index]),
      storage: storages[index],
    }),
  );
  return {
    ...{ id: -1, table: own.table, name: table.name, shards },
    ...{ shardingType: own.shardingType, computeKernel: own.computeKernel },
    totalPerf: shards.reduce((sum, { total }) => sum + total, 0),
    totalStorage: shards.reduce((sum, { storage }) => addMemory(sum, storage), noMemory),
  };
}
