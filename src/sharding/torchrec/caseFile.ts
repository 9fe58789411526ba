// Files of estimates that TorchRec itself made: inputs of one sharding option, and what its shards cost and hold.

import { type ComputeKernel, computeKernels, type ShardingType, shardingTypes } from '../problem';
import { cutTable, type Extent } from './geometry';
import { type Fields, JsonRecord, listOf } from './jsonRecord';
import { estimatePerf } from './perf';
import { estimateStorage } from './storage';
import type { PlannerTable } from './table';
import { topologyOf } from './topology';

export interface EstimatorCase {
  ranks: number;
  ranksPerHost: number;
  table: PlannerTable;
  shardingType: ShardingType;
  kernel: ComputeKernel;
  shardCount: number;
  /** Of the listed shards; of more than four the first two and the last two. */
  sizes: readonly Extent[];
  offsets: readonly Extent[];
  /** Forward compute and comms, backward compute and comms, prefetch, in milliseconds. */
  perf: readonly (readonly number[])[];
  /** HBM and DDR, in bytes. */
  storage: readonly (readonly number[])[];
}

const BYTES = 4;

/** Throws `DataError` naming the case. */
export const readCases = (given: unknown, file: string): EstimatorCase[] =>
  listOf((given as Fields).cases, file, 'cases').map((entry, index) =>
    readCase(new JsonRecord(entry, file, `case ${index}`)),
  );

function readCase(from: JsonRecord): EstimatorCase {
  const [ranks, ranksPerHost] = [from.whole('world', 1), from.whole('local', 1)];
  const pooling = from.numbers('pooling');
  const poolings = from.numbers('num_poolings', pooling.length);
  const batch = from.numbers('batch', pooling.length);
  const table: PlannerTable = {
    name: 'table',
    ...{ rows: from.whole('rows', 1), dimension: from.whole('dim', 1), bytesPerElement: BYTES },
    features: pooling.map((each, index) => ({
      ...{ pooling: each, poolings: poolings[index], batch: batch[index] },
    })),
    ...{ weighted: from.flag('weighted'), pooled: from.flag('pooled'), cacheFetches: 0 },
    cacheLoadFactor: from.absent('clf') ? null : from.number('clf'),
    minPartition: from.absent('min_partition') ? null : from.whole('min_partition', 1),
    ...{ shardingTypes: null, computeKernels: null },
  };
  const shardCount = from.whole('n_shards', 1);
  const listed = Math.min(shardCount, 4);
  const rows = (key: string, width: number) => from.rows(key, listed, width);
  if (ranks % ranksPerHost)
    from.refuse('world', `is ${ranks}, which is no multiple of local, ${ranksPerHost}`);
  return {
    ...{ ranks, ranksPerHost, table, shardCount },
    shardingType: from.oneOf('type', shardingTypes),
    kernel: from.oneOf('kernel', computeKernels),
    sizes: rows('sizes', 2) as unknown as Extent[],
    offsets: rows('offsets', 2) as unknown as Extent[],
    ...{ perf: rows('perf', 5), storage: rows('storage', 2) },
  };
}

/** Of two numbers; infinite where one of them alone is zero. */
export const relativeError = (ours: number, theirs: number): number =>
  ours === theirs ? 0 : Math.abs(ours - theirs) / Math.abs(theirs);

/** The largest relative error of a case's estimates here; infinite where its shards are others. */
export function caseError(of: EstimatorCase): number {
  const { ranks, ranksPerHost, table, shardingType, kernel } = of;
  const topology = topologyOf({ devices: ranks, devicesPerHost: ranksPerHost });
  const cut = { shardingType, ranks, ranksPerHost, minPartition: table.minPartition };
  const shapes = cutTable([table.rows, table.dimension], cut);
  if (shapes.length !== of.shardCount) return Number.POSITIVE_INFINITY;
  const request = { table, topology, shardingType, kernel };
  const sizes = shapes.map(({ size }) => size);
  const perf = estimatePerf(request, sizes);
  const storage = estimateStorage(request, sizes);
  const shown = shapes.map((_, index) => index).filter((i) => i < 2 || i >= shapes.length - 2);
  let most = 0;
  for (const [at, index] of shown.entries()) {
    const p = perf[index];
    const ours = [p.forwardCompute, p.forwardComms, p.backwardCompute, p.backwardComms, p.prefetch];
    const { hbm, ddr } = storage[index];
    const { size, offset } = shapes[index];
    if (!same(size, of.sizes[at]) || !same(offset, of.offsets[at])) return Number.POSITIVE_INFINITY;
    const theirs = [...of.perf[at], ...of.storage[at]];
    for (const [part, value] of [...ours, hbm, ddr].entries())
      most = Math.max(most, relativeError(value, theirs[part]));
  }
  return most;
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value === b[i]);
