// The search space of TorchRec's planner: every way to shard every table, with what each of its shards costs and holds.

import type { ComputeKernel, ShardingType } from '../problem';
import { cutTable, type ShardShape } from './geometry';
import { estimatePerf, type Perf, plainWire, totalPerf, type WireBytes } from './perf';
import { addMemory, estimateStorage, noMemory, plainStorage, type StorageSettings } from './storage';
import { choicesOf, type PlannerTable } from './table';
import type { Memory, Topology } from './topology';

export interface PlannedShard extends ShardShape {
  perf: Perf;
  /** Milliseconds, all parts together. */
  total: number;
  storage: Memory;
}

export interface ShardingOption {
  /** Of the search space, which tells options apart. */
  id: number;
  /** Of the table list. */
  table: number;
  name: string;
  shardingType: ShardingType;
  computeKernel: ComputeKernel;
  /** As a plan has it; the table's where it is not said, as in all that is enumerated. */
  cacheLoadFactor?: number;
  shards: readonly PlannedShard[];
  /** Of all shards together. */
  totalPerf: number;
  totalStorage: Memory;
}

export interface EstimatorSettings {
  wire: WireBytes;
  prefetched: boolean;
  storage: StorageSettings;
}

export const plainEstimator: EstimatorSettings = {
  wire: plainWire,
  prefetched: false,
  storage: plainStorage,
};

export interface PlannerProblem {
  tables: readonly PlannerTable[];
  topology: Topology;
  settings: EstimatorSettings;
}

/** One way to shard one table. */
export function optionOf(
  { tables, topology, settings }: PlannerProblem,
  table: number,
  shardingType: ShardingType,
  computeKernel: ComputeKernel,
  id = -1,
  minPartition: number | null = tables[table].minPartition,
): ShardingOption {
  const { ranks, ranksPerHost } = topology;
  const own = tables[table];
  const shapes = cutTable([own.rows, own.dimension], { shardingType, ranks, ranksPerHost, minPartition });
  const sizes = shapes.map(({ size }) => size);
  const request = { table: own, topology, shardingType, kernel: computeKernel };
  const perfs = estimatePerf({ ...request, wire: settings.wire, prefetched: settings.prefetched }, sizes);
  const storages = estimateStorage({ ...request, settings: settings.storage }, sizes);
  const shards = shapes.map((shape, index) => ({
    ...shape,
    perf: perfs[index],
    total: totalPerf(perfs[index]),
    storage: storages[index],
  }));
  return {
    ...{ id, table, name: own.name, shardingType, computeKernel, shards },
    totalPerf: shards.reduce((sum, { total }) => sum + total, 0),
    totalStorage: shards.reduce((sum, { storage }) => addMemory(sum, storage), noMemory),
  };
}

/** All options of all tables, in the order in which TorchRec enumerates them. */
export function enumerateOptions(problem: PlannerProblem): ShardingOption[] {
  let id = 0;
  return problem.tables.flatMap((table, index) =>
    choicesOf(table, problem.topology).map(([type, kernel]) => optionOf(problem, index, type, kernel, id++)),
  );
}

/** Options by table, in the order in which tables first appear. */
export function byTable(options: readonly ShardingOption[]): ShardingOption[][] {
  const tables = new Map<number, ShardingOption[]>();
  for (const option of options) {
    const own = tables.get(option.table);
    if (own) own.push(option);
    else tables.set(option.table, [option]);
  }
  return [...tables.values()];
}

/** An option and the rank of each of its shards. */
export interface PlacedOption {
  option: ShardingOption;
  ranks: readonly number[];
}

/** Milliseconds of each rank. */
export function perfByRank(plan: readonly PlacedOption[], ranks: number): number[] {
  const perf = new Array<number>(ranks).fill(0);
  for (const { option, ranks: placed } of plan)
    for (const [index, { total }] of option.shards.entries()) perf[placed[index]] += total;
  return perf;
}

/** TorchRec's rating of a plan: the milliseconds of its slowest rank. */
export const ratingOf = (plan: readonly PlacedOption[], ranks: number): number =>
  Math.max(...perfByRank(plan, ranks));

export function memoryByRank(plan: readonly PlacedOption[], ranks: number): Memory[] {
  const memory = Array.from({ length: ranks }, () => ({ ...noMemory }));
  for (const { option, ranks: placed } of plan)
    for (const [index, { storage }] of option.shards.entries()) {
      memory[placed[index]].hbm += storage.hbm;
      memory[placed[index]].ddr += storage.ddr;
    }
  return memory;
}
