// TorchRec 1.4's estimate of the memory of a shard (`EmbeddingStorageEstimator`, BSD-3): weights, optimizer, what the
// cache keeps beside its rows, and a batch's input and output. Whole bytes.

import type { ComputeKernel, ShardingType } from '../problem';
import { defaults, INDEX_BYTES } from './constants';
import type { Extent } from './geometry';
import { alike } from './perf';
import { lookupsOf, type PlannerTable } from './table';
import type { Memory, Topology } from './topology';

/** `none` and `sgd` keep nothing, Adam two moments, row-wise Adagrad one number a row, others one moment. */
export type PlannerOptimizer = 'none' | 'sgd' | 'adam' | 'row_wise_adagrad' | 'other';
export type Pipeline = 'none' | 'sparse_dist' | 'prefetch_sparse_dist';

export interface StorageSettings {
  optimizer: PlannerOptimizer;
  pipeline: Pipeline;
  /** Embeddings run when memory is fullest, so that their output counts; of the two pipelines alone. */
  atPeak: boolean;
  prefetchPasses: number;
  /** Bytes of an element of the output; null for the table's own. */
  outputBytes: number | null;
}

export const plainStorage: StorageSettings = {
  ...{ optimizer: 'none', pipeline: 'none', atPeak: false, prefetchPasses: 1, outputBytes: null },
};

export interface StorageRequest {
  table: PlannerTable;
  topology: Topology;
  shardingType: ShardingType;
  kernel: ComputeKernel;
  settings?: StorageSettings;
}

export const addMemory = (a: Memory, b: Memory): Memory => ({ hbm: a.hbm + b.hbm, ddr: a.ddr + b.ddr });
export const lessMemory = (a: Memory, b: Memory): Memory => ({ hbm: a.hbm - b.hbm, ddr: a.ddr - b.ddr });
export const fitsIn = (a: Memory, b: Memory): boolean => a.hbm <= b.hbm && a.ddr <= b.ddr;
export const noMemory: Memory = { hbm: 0, ddr: 0 };

/** The memory of each shard, given its rows and columns. */
export function estimateStorage(request: StorageRequest, shards: readonly Extent[]): Memory[] {
  const { table, topology, kernel, settings = plainStorage } = request;
  const bytes = table.rows * table.dimension * table.bytesPerElement;
  const onHost = topology.device === 'cpu' || kernel === 'fused_uvm' || kernel === 'fused_uvm_caching';
  const cached = kernel === 'fused_uvm_caching';
  const share = table.cacheLoadFactor || defaults.cacheLoadFactor;
  const hbm = cached ? roundHalfEven(bytes * share) : onHost ? 0 : bytes;
  const ddr = onHost ? bytes : 0;
  return alike(shards, (size) => {
    const [input, output] = exchanged(request, size);
    const kept = (whole: number, loadFactor: number | null) => {
      const weights = weightBytes(request, whole, size);
      const beside = loadFactor === null ? 0 : Math.ceil(size[0] * (4 + loadFactor * 16));
      return weights + optimizerBytes(weights, table, settings.optimizer) + beside;
    };
    return topology.device === 'cuda'
      ? {
          hbm: kept(hbm, cached ? share : null) + inFlight(input, output, cached, settings),
          ddr: kept(ddr, null),
        }
      : { hbm: 0, ddr: input + output + kept(ddr, null) };
  });
}

/** As Python rounds. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** A shard's part of all bytes, rounded up; the product may have more than 53 bits. */
function weightBytes(
  { table, shardingType }: StorageRequest,
  whole: number,
  [rows, columns]: Extent,
): number {
  if (shardingType === 'data_parallel') return whole;
  const part = rows * columns;
  const all = table.rows * table.dimension;
  if (Number.isSafeInteger(whole * part)) return Math.ceil((whole * part) / all);
  const product = BigInt(whole) * BigInt(part);
  return Math.ceil(Number(product / BigInt(all)) + Number(product % BigInt(all)) / all);
}

function optimizerBytes(weights: number, { dimension }: PlannerTable, optimizer: PlannerOptimizer): number {
  if (optimizer === 'none' || optimizer === 'sgd') return 0;
  const multiplier = optimizer === 'adam' ? 2 : optimizer === 'row_wise_adagrad' ? 1 / dimension : 1;
  return Math.ceil(weights * multiplier);
}

/** Bytes of a batch's indices and of the vectors that come of them, on the rank of a shard. */
function exchanged(request: StorageRequest, [rows, columns]: Extent): [input: number, output: number] {
  const { table, shardingType, topology, settings = plainStorage } = request;
  const { ranks, ranksPerHost } = topology;
  const bytes = settings.outputBytes ?? table.bytesPerElement;
  const { inputs, outputs } = lookupsOf(table);
  const of = (lookups: number, bags: number, width: number): [number, number] => [
    Math.ceil(lookups * INDEX_BYTES),
    Math.ceil(bags * width * bytes),
  ];
  switch (shardingType) {
    case 'data_parallel':
      return of(inputs, outputs, table.dimension);
    case 'table_wise':
      return of(inputs * ranks, outputs * ranks, table.dimension);
    case 'column_wise':
    case 'table_column_wise':
      return of(inputs * ranks, outputs * ranks, columns);
    default: {
      if (rows * columns === 0) return [0, 0];
      const share = inputs / (shardingType === 'row_wise' ? ranks : ranksPerHost);
      return of(share * ranks, (table.pooled ? outputs : share) * ranks, columns);
    }
  }
}

function inFlight(input: number, output: number, cached: boolean, settings: StorageSettings): number {
  const { pipeline, atPeak, prefetchPasses } = settings;
  if (pipeline === 'none') return input + output;
  const shown = atPeak ? output : 0;
  if (pipeline === 'sparse_dist') return 2 * input + shown;
  const prefetched = cached ? Math.trunc((1 + 6 / prefetchPasses) * input) : 0;
  return 3 * input + prefetched + shown;
}
