// Plans of the planner and plans as src/sharding/problem.ts has them, each from the other.

import type { Plan, Shard, TablePlan } from '../problem';
import type { PlacedOption, PlannedShard, PlannerProblem, ShardingOption } from './options';
import { estimatePerf, type Perf, totalPerf } from './perf';
import { addMemory, estimateStorage, noMemory } from './storage';
import { plannedTable } from './table';
import type { Memory } from './topology';

export const planOf = (placed: readonly PlacedOption[]): Plan => ({
  tables: placed.map(({ option, ranks }) => ({
    table: option.table,
    shardingType: option.shardingType,
    computeKernel: option.computeKernel,
    ...cacheOf(option),
    shards: option.shards.map(
      ({ size: [rows, columns], offset: [firstRow, firstColumn] }, index): Shard => ({
        ...{ device: ranks[index], firstRow, rows, firstColumn, columns },
      }),
    ),
  })),
});

/** What a plan and an option say of the cache, if they do. */
const cacheOf = ({ cacheLoadFactor }: Pick<TablePlan, 'cacheLoadFactor'>) =>
  cacheLoadFactor === undefined ? {} : { cacheLoadFactor };

const requestOf = ({ tables, topology }: PlannerProblem, own: TablePlan) => ({
  ...{ table: plannedTable(tables[own.table], own), topology },
  ...{ shardingType: own.shardingType, kernel: own.computeKernel },
});

const sizesOf = ({ shards }: TablePlan) => shards.map(({ rows, columns }) => [rows, columns] as const);

/** TorchRec's estimate of the milliseconds of each shard of a table's plan. */
export const perfsOf = (problem: PlannerProblem, own: TablePlan): Perf[] => {
  const { wire, prefetched } = problem.settings;
  return estimatePerf({ ...requestOf(problem, own), wire, prefetched }, sizesOf(own));
};

/** TorchRec's estimate of the bytes of each shard of a table's plan. */
export const storagesOf = (problem: PlannerProblem, own: TablePlan): Memory[] =>
  estimateStorage({ ...requestOf(problem, own), settings: problem.settings.storage }, sizesOf(own));

/** Estimates the shards as they are in the plan, which may be others than the planner would have cut. */
export const placedOf = (problem: PlannerProblem, plan: Plan): PlacedOption[] =>
  plan.tables.map((own) => ({
    option: optionOfPlan(problem, own),
    ranks: own.shards.map(({ device }) => device),
  }));

function optionOfPlan(problem: PlannerProblem, own: TablePlan): ShardingOption {
  const sizes = sizesOf(own);
  const perfs = perfsOf(problem, own);
  const storages = storagesOf(problem, own);
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
    ...{ id: -1, table: own.table, name: problem.tables[own.table].name, shards },
    ...{ shardingType: own.shardingType, computeKernel: own.computeKernel, ...cacheOf(own) },
    totalPerf: shards.reduce((sum, { total }) => sum + total, 0),
    totalStorage: shards.reduce((sum, { storage }) => addMemory(sum, storage), noMemory),
  };
}
