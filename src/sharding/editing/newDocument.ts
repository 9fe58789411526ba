// A document of tables on a cluster of which every number is said.

import { ConfigError } from '../../base/errors';
import { greedyPlacement } from '../baselines/greedy';
import type { Cluster, ComputeKernel, EmbeddingTable, ShardingType } from '../problem';
import { defaults } from '../torchrec/constants';
import type { PlannerProblem } from '../torchrec/options';
import { plainWire, type WireBytes } from '../torchrec/perf';
import { type Reservation, reserve } from '../torchrec/reservation';
import { plainStorage, type StorageSettings } from '../torchrec/storage';
import { plannerTable } from '../torchrec/table';
import { topologyOf } from '../torchrec/topology';
import type { PlanDocument } from './document';
import { noRules } from './rules';
import { onDevice, wholePlan } from './wholePlan';

/** All that a document needs beside its tables; nothing has a default. */
export interface DocumentSettings {
  cluster: Cluster;
  device: 'cuda' | 'cpu';
  /** Samples of a device. */
  batch: number;
  weighted: boolean;
  pooled: boolean;
  reservation: Reservation;
  storage: StorageSettings;
  wire: WireBytes;
  /** The cache of `fused_uvm_caching` is filled ahead of its use. */
  prefetched: boolean;
  /** Share of rows in that cache. */
  cacheLoadFactor: number;
  /** Narrowest column shard of TorchRec's planners. */
  minPartition: number;
  /** What planners may use; null for all that the device has (grid only where it is named). */
  shardingTypes: readonly ShardingType[] | null;
  computeKernels: readonly ComputeKernel[] | null;
}

/** Where a reader's document is from. */
export interface SourcedDocument {
  document: PlanDocument;
  /** "MLPerf DLRM-DCNv2", "tables.json, task 3". */
  source: string;
}

/** To begin with: what TorchRec assumes where nobody tells it, all of it here to be seen and changed; rows in HBM. */
export const settingsFor = (cluster: Cluster, device: 'cuda' | 'cpu'): DocumentSettings => ({
  ...{ cluster, device, batch: defaults.batch, weighted: false, pooled: true },
  reservation: { share: defaults.reservedShare, denseBytes: 0 },
  ...{ storage: plainStorage, wire: plainWire, prefetched: false },
  ...{ cacheLoadFactor: defaults.cacheLoadFactor, minPartition: defaults.minPartition },
  ...{ shardingTypes: null, computeKernels: ['dense', 'fused'] },
});

/**
 * Whole tables, spread evenly by bytes; whether they fit is for its evaluation to say. Throws `ConfigError` for a
 * cluster that is none, and where reservations take all memory.
 */
export function documentOf(tables: readonly EmbeddingTable[], settings: DocumentSettings): PlanDocument {
  requireCluster(settings);
  const { cluster, device, batch, reservation, storage, wire, prefetched } = settings;
  const { weighted, pooled, cacheLoadFactor, minPartition, shardingTypes, computeKernels } = settings;
  const constraints = {
    ...{ weighted, pooled, cacheLoadFactor, minPartition, shardingTypes, computeKernels },
  };
  const problem: PlannerProblem = {
    tables: tables.map((table) => plannerTable(table, batch, constraints)),
    topology: topologyOf(cluster, device),
    settings: { wire, prefetched, storage },
  };
  return startOf(problem, reservation);
}

/** The first plan of a problem. */
export function startOf(problem: PlannerProblem, reservation: Reservation): PlanDocument {
  const { tables, topology } = problem;
  const bytes = tables.map(({ rows, dimension, bytesPerElement }) => rows * dimension * bytesPerElement);
  const request = { costs: bytes, bytes, devices: topology.ranks, capacityBytes: Number.POSITIVE_INFINITY };
  const placement = greedyPlacement(request)!;
  return {
    problem,
    reserved: reserve(topology, tables, reservation),
    plan: { tables: tables.map((_, table) => onDevice(wholePlan(problem, table), placement[table])) },
    ...{ rules: noRules, reservation },
  };
}

function requireCluster({ cluster, device, batch, minPartition }: DocumentSettings): void {
  const { devices, devicesPerHost, hbmBytes, ...others } = cluster;
  for (const [name, value] of Object.entries({ devices, devicesPerHost, batch, minPartition }))
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw new ConfigError(`${name} is ${value}. Give a whole number from 1 up.`);
  if (devices % devicesPerHost)
    throw new ConfigError(
      `${devices} devices are no multiple of ${devicesPerHost} a host. Every host has as many; change one of the two.`,
    );
  for (const [name, value] of Object.entries({ ...others, ...(device === 'cuda' && { hbmBytes }) }))
    if (!(value > 0 && Number.isFinite(value)))
      throw new ConfigError(`${name} is ${value}. Give a number above 0.`);
}
