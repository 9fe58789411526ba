// An embedding table as TorchRec's planner is told of it: its size, the features that look it up, and constraints.

import { ConfigError } from '../../base/errors';
import type { ComputeKernel, EmbeddingTable, ShardingType, TablePlan } from '../problem';
import { defaults } from './constants';
import type { Topology } from './topology';

/** One feature that looks the table up. */
export interface Feature {
  /** Mean lookups of a pooling. */
  pooling: number;
  /** Poolings of a sample. */
  poolings: number;
  /** Samples on one rank. */
  batch: number;
}

export interface PlannerTable
  extends Pick<EmbeddingTable, 'name' | 'rows' | 'dimension' | 'bytesPerElement' | 'accesses'> {
  features: readonly Feature[];
  /** Lookups carry weights. */
  weighted: boolean;
  /** Rows are summed (EmbeddingBag) rather than kept apart. */
  pooled: boolean;
  /** Share of the rows that the cache of `fused_uvm_caching` holds; null for TorchRec's 0.2. */
  cacheLoadFactor: number | null;
  /** Rows that a batch of all ranks brings into that cache ahead of use; 0 where no statistics are known. */
  cacheFetches: number;
  /** Null for all that the device allows; grid only where it is named. */
  shardingTypes: readonly ShardingType[] | null;
  computeKernels: readonly ComputeKernel[] | null;
  minPartition: number | null;
}

/** A feature is absent from some samples: TorchRec's pooling factor is the mean over all. */
export const plannerTable = (
  { name, rows, dimension, bytesPerElement, poolingFactor, coverage, accesses }: EmbeddingTable,
  batch: number,
  constraints: Partial<PlannerTable> = {},
): PlannerTable => ({
  ...{ name, rows, dimension, bytesPerElement, ...(accesses && { accesses }) },
  features: [{ pooling: poolingFactor * coverage, poolings: defaults.poolings, batch }],
  ...{ weighted: false, pooled: true, cacheLoadFactor: null, cacheFetches: 0 },
  ...{ shardingTypes: null, computeKernels: null, minPartition: null },
  ...constraints,
});

/** The table under a plan, which may give its cache another size. */
export const plannedTable = (
  table: PlannerTable,
  { cacheLoadFactor }: Pick<TablePlan, 'cacheLoadFactor'>,
): PlannerTable => (cacheLoadFactor === undefined ? table : { ...table, cacheLoadFactor });

/** Share of the rows that the cache of a kernel that has one holds: the plan's, the table's, or else TorchRec's. */
export const cachedShare = (
  { cacheLoadFactor: planned }: Pick<TablePlan, 'cacheLoadFactor'>,
  { cacheLoadFactor }: Pick<PlannerTable, 'cacheLoadFactor'>,
): number => planned ?? cacheLoadFactor ?? defaults.cacheLoadFactor;

export interface Lookups {
  /** Of one rank's batch. */
  inputs: number;
  /** Vectors that come of them. */
  outputs: number;
}

export function lookupsOf({ features, pooled }: Pick<PlannerTable, 'features' | 'pooled'>): Lookups {
  let inputs = 0;
  let bags = 0;
  for (const { pooling, poolings, batch } of features) {
    inputs += pooling * poolings * batch;
    bags += poolings * batch;
  }
  return { inputs, outputs: pooled ? bags : inputs };
}

const cudaTypes: readonly ShardingType[] = [
  ...(['data_parallel', 'table_wise', 'column_wise', 'table_column_wise'] as const),
  ...(['row_wise', 'table_row_wise', 'grid_shard'] as const),
];

/** What TorchRec's sharder offers on a device, in its order. */
export const allowedTypes = ({ device }: Pick<Topology, 'device'>): readonly ShardingType[] =>
  device === 'cuda' ? cudaTypes : cudaTypes.slice(0, 4);

export function allowedKernels(
  { device }: Pick<Topology, 'device'>,
  shardingType: ShardingType,
): readonly ComputeKernel[] {
  if (shardingType === 'data_parallel') return ['dense'];
  return device === 'cuda' ? ['fused', 'fused_uvm', 'fused_uvm_caching'] : ['fused'];
}

/** Pairs that the constraints of a table leave. Throws `ConfigError` where none is left. */
export function choicesOf(table: PlannerTable, topology: Topology): [ShardingType, ComputeKernel][] {
  const types = allowedTypes(topology).filter((type) =>
    table.shardingTypes?.length ? table.shardingTypes.includes(type) : type !== 'grid_shard',
  );
  const pairs = types.flatMap((type) =>
    allowedKernels(topology, type)
      .filter((kernel) => !table.computeKernels?.length || table.computeKernels.includes(kernel))
      .map((kernel): [ShardingType, ComputeKernel] => [type, kernel]),
  );
  if (!pairs.length)
    throw new ConfigError(
      `Table ${table.name}: no sharding type and kernel are left on ${topology.device} of ` +
        `${(table.shardingTypes ?? ['all types']).join(', ')} with ${(table.computeKernels ?? ['all kernels']).join(', ')}. Allow more.`,
    );
  return pairs;
}
