// TorchRec 1.4's estimate of how long a shard takes in a training step (`EmbeddingPerfEstimator`, BSD-3), in float64
// and in the order of its operations. Milliseconds; all five parts add up, without overlap or launch overhead.

import { ConfigError } from '../../base/errors';
import type { ComputeKernel, ShardingType } from '../problem';
import {
  BATCHED_COPY_FACTOR,
  DATA_PARALLEL_ELEMENTWISE_FACTOR,
  FULL_BLOCK_COLUMNS,
  HALF_BLOCK_PENALTY,
  INDEX_BYTES,
  LEAST_LOOKUP_COLUMNS,
  QUARTER_BLOCK_PENALTY,
  WEIGHTED_KERNEL_MULTIPLIER,
} from './constants';
import type { Extent } from './geometry';
import { lookupsOf, type PlannerTable } from './table';
import { allReduceBandwidth, exchangeBandwidth, kernelBandwidth, type Topology } from './topology';

export interface Perf {
  forwardCompute: number;
  forwardComms: number;
  backwardCompute: number;
  backwardComms: number;
  prefetch: number;
}

/** Bytes of an element on the wire; null for the table's own. */
export interface WireBytes {
  forwardAllToAll: number | null;
  backwardAllToAll: number | null;
  forwardReduceScatter: number | null;
  backwardReduceScatter: number | null;
}

export const plainWire: WireBytes = {
  ...{ forwardAllToAll: null, backwardAllToAll: null },
  ...{ forwardReduceScatter: null, backwardReduceScatter: null },
};

export const totalPerf = (perf: Perf): number =>
  perf.forwardCompute + perf.backwardCompute + perf.forwardComms + perf.backwardComms + perf.prefetch;

export const addPerf = (a: Perf, b: Perf): Perf => ({
  forwardCompute: a.forwardCompute + b.forwardCompute,
  forwardComms: a.forwardComms + b.forwardComms,
  backwardCompute: a.backwardCompute + b.backwardCompute,
  backwardComms: a.backwardComms + b.backwardComms,
  prefetch: a.prefetch + b.prefetch,
});

export const noPerf: Perf = {
  ...{ forwardCompute: 0, forwardComms: 0, backwardCompute: 0, backwardComms: 0, prefetch: 0 },
};

export interface PerfRequest {
  table: PlannerTable;
  topology: Topology;
  shardingType: ShardingType;
  kernel: ComputeKernel;
  wire?: WireBytes;
  /** The cache is filled ahead of its use. */
  prefetched?: boolean;
}

interface Work extends Required<PerfRequest> {
  elementBytes: number;
  inputs: number;
  outputs: number;
  /** Rows brought into the cache. */
  fetches: number;
  /** Of the kernel, bytes a millisecond. */
  bandwidth: number;
}

/** The estimate of each shard, given its rows and columns. Throws `ConfigError` for a kernel that the device lacks. */
export function estimatePerf(request: PerfRequest, shards: readonly Extent[]): Perf[] {
  const { table, topology, shardingType, kernel, wire = plainWire, prefetched = false } = request;
  const bandwidth = kernelBandwidth(topology, kernel, table.cacheLoadFactor, prefetched);
  if (bandwidth === undefined)
    throw new ConfigError(`${topology.device} has no kernel ${kernel}. Choose fused or dense.`);
  const cached = kernel === 'fused_uvm_caching' && table.cacheLoadFactor !== null;
  const work: Work = {
    ...{ table, topology, shardingType, kernel, wire, prefetched, bandwidth },
    ...{ elementBytes: table.bytesPerElement, fetches: cached ? table.cacheFetches : 0 },
    ...lookupsOf(table),
  };
  return alike(shards, ([rows, columns]) => ofShard(work, rows, columns));
}

/** Once for each run of equal shards, of which a table may have as many as there are ranks. */
export function alike<T>(shards: readonly Extent[], of: (shard: Extent) => T): T[] {
  let last: { shard: Extent; found: T } | undefined;
  return shards.map((shard) => {
    if (!last || last.shard[0] !== shard[0] || last.shard[1] !== shard[1]) last = { shard, found: of(shard) };
    return last.found;
  });
}

function ofShard(work: Work, rows: number, columns: number): Perf {
  switch (work.shardingType) {
    case 'table_wise':
    case 'column_wise':
    case 'table_column_wise':
      return tableWise(work, columns);
    case 'row_wise':
      return rowWise(work, columns);
    case 'table_row_wise':
    case 'grid_shard':
      return tableRowWise(work, columns);
    case 'data_parallel':
      return dataParallel(work, rows, columns);
  }
}

const inputBytes = (lookups: number, weighted: boolean): number =>
  Math.ceil(lookups * INDEX_BYTES) * (weighted ? 2 : 1);

/** Backward includes the fused optimizer; weighted lookups add a kernel for the gradient of the weights. */
function backwardCompute({ table: { weighted }, topology }: Work, forward: number): number {
  let backward = forward * topology.backwardMultiplier;
  if (weighted) backward *= topology.weightedBackwardMultiplier;
  return backward + (weighted ? forward * WEIGHTED_KERNEL_MULTIPLIER : 0);
}

const prefetchOf = ({ topology, elementBytes }: Work, fetches: number, columns: number): number =>
  (fetches * columns * elementBytes) / topology.hostLinkBandwidth;

function tableWise(work: Work, columns: number): Perf {
  const { table, topology, wire, elementBytes, inputs, outputs, bandwidth } = work;
  const { ranks, ranksPerHost } = topology;
  const read = inputBytes(inputs * ranks, table.weighted);
  const looked = inputs * ranks * Math.max(columns, LEAST_LOOKUP_COLUMNS) * elementBytes;
  const forwardOut = outputs * ranks * columns * (wire.forwardAllToAll ?? elementBytes);
  const backwardOut = outputs * ranks * columns * (wire.backwardAllToAll ?? elementBytes);
  const penalty =
    columns >= FULL_BLOCK_COLUMNS ? 1 : columns >= 64 ? HALF_BLOCK_PENALTY : QUARTER_BLOCK_PENALTY;
  const exchange = exchangeBandwidth(topology, ranks, ranksPerHost);
  const forwardCompute = ((read + looked + forwardOut) * penalty) / bandwidth;
  return {
    forwardCompute,
    forwardComms: forwardOut / exchange,
    backwardCompute: backwardCompute(work, forwardCompute),
    backwardComms: backwardOut / exchange,
    prefetch: prefetchOf(work, work.fetches, columns),
  };
}

function rowWise(work: Work, columns: number): Perf {
  const { table, topology, wire, elementBytes, bandwidth } = work;
  const { ranks, ranksPerHost } = topology;
  const inputs = work.inputs / ranks;
  const outputs = table.pooled ? work.outputs : inputs;
  const read = inputBytes(inputs * ranks, table.weighted);
  const looked = inputs * ranks * columns * elementBytes;
  const forwardBytes = table.pooled ? wire.forwardReduceScatter : wire.forwardAllToAll;
  const backwardBytes = table.pooled ? wire.backwardReduceScatter : wire.backwardAllToAll;
  const forwardOut = outputs * ranks * columns * (forwardBytes ?? elementBytes);
  const backwardOut = outputs * ranks * columns * (backwardBytes ?? elementBytes);
  const exchange = exchangeBandwidth(topology, ranks, ranksPerHost);
  const forwardCompute = (read + looked + forwardOut) / bandwidth;
  return {
    forwardCompute,
    forwardComms: forwardOut / exchange,
    backwardCompute: backwardCompute(work, forwardCompute),
    backwardComms: backwardOut / exchange + (backwardOut * BATCHED_COPY_FACTOR) / bandwidth,
    prefetch: prefetchOf(work, work.fetches / ranks, columns),
  };
}

/** Reduce-scatter within a host, then an all-to-all between hosts. */
function tableRowWise(work: Work, columns: number): Perf {
  const { table, topology, wire, elementBytes, bandwidth } = work;
  const { ranks, ranksPerHost } = topology;
  const inputs = work.inputs / ranksPerHost;
  const outputs = table.pooled ? work.outputs : inputs;
  const read = inputBytes(inputs * ranks, table.weighted);
  const looked = inputs * ranks * columns * elementBytes;
  const forwardOut = outputs * ranks * columns * (wire.forwardReduceScatter ?? elementBytes);
  const backwardOut = outputs * ranks * columns * (wire.backwardReduceScatter ?? elementBytes);
  const within = exchangeBandwidth(topology, ranksPerHost, ranksPerHost);
  const hosts = ranks / ranksPerHost;
  const between = exchangeBandwidth(topology, Math.trunc(hosts), 1);
  let forwardComms = forwardOut / within;
  let backwardComms = backwardOut / within;
  if (ranks > ranksPerHost) {
    forwardComms += (outputs * hosts * columns * (wire.forwardAllToAll ?? elementBytes)) / between;
    backwardComms += (outputs * hosts * columns * (wire.backwardAllToAll ?? elementBytes)) / between;
  }
  const forwardCompute = (read + looked + forwardOut) / bandwidth;
  return {
    ...{ forwardCompute, forwardComms },
    backwardCompute: backwardCompute(work, forwardCompute),
    backwardComms: backwardComms + (backwardOut * BATCHED_COPY_FACTOR) / bandwidth,
    prefetch: prefetchOf(work, work.fetches / ranksPerHost, columns),
  };
}

function dataParallel(work: Work, rows: number, columns: number): Perf {
  const { table, topology, elementBytes, inputs, outputs, bandwidth } = work;
  const { ranks, ranksPerHost } = topology;
  const read = inputBytes(inputs, table.weighted);
  const looked = inputs * columns * elementBytes;
  const written = outputs * columns * elementBytes;
  const gradient = rows * columns * elementBytes;
  const forwardCompute = (read + looked + written) / bandwidth;
  const hosts = Math.min(ranks / ranksPerHost, 2);
  let allReduce = (gradient * (2 * hosts - 1)) / hosts / allReduceBandwidth(topology);
  if (ranks > 2 * ranksPerHost) allReduce *= 2;
  return {
    forwardCompute,
    forwardComms: 0,
    backwardCompute: backwardCompute(work, forwardCompute),
    backwardComms: allReduce + (gradient * DATA_PARALLEL_ELEMENTWISE_FACTOR) / bandwidth,
    prefetch: 0,
  };
}
