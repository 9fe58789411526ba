// What the settings say, as the planner takes it.

import { ConfigError } from '../../base/errors';
import type { EmbeddingTable } from '../../sharding/problem';
import { generateTables } from '../../sharding/tables/generate';
import { mlperfTables } from '../../sharding/tables/mlperf';
import type { PlannerProblem } from '../../sharding/torchrec/options';
import { type Reservation, reserve } from '../../sharding/torchrec/reservation';
import { allowedTypes, type PlannerTable, plannerTable } from '../../sharding/torchrec/table';
import { type Topology, topologyOf } from '../../sharding/torchrec/topology';
import type { ConfigOf } from '../schema';
import type { schema } from './schema';

export type PlannerSettings = ConfigOf<typeof schema>;

const GiB = 2 ** 30;
const MiB = 2 ** 20;

export interface Planning {
  problem: PlannerProblem;
  /** With the memory that is left for tables. */
  reserved: Topology;
  reservation: Reservation;
  /** Where the tables come from. */
  source: string;
}

/** Throws `ConfigError` where the settings make no cluster or leave no memory. */
export function planningOf(
  settings: PlannerSettings,
  seed: number,
  given?: { file: string; tables: readonly EmbeddingTable[] },
): Planning {
  const topology = topologyFrom(settings);
  const tables = (given?.tables ?? builtIn(settings, seed)).map((table) =>
    constrained(table, settings, topology),
  );
  const reservation = reservationFrom(settings);
  const source =
    given?.file ??
    (settings.tables === 'mlperf'
      ? 'MLPerf DLRM-DCNv2'
      : `made up, ${settings.tableCount} tables, seed ${seed}`);
  const [forward, backward] = [settings.forwardBytes || null, settings.backwardBytes || null];
  return {
    problem: {
      ...{ tables, topology },
      settings: {
        wire: {
          ...{ forwardAllToAll: forward, backwardAllToAll: backward },
          ...{ forwardReduceScatter: forward, backwardReduceScatter: backward },
        },
        prefetched: settings.pipeline === 'prefetch_sparse_dist',
        storage: {
          ...{ optimizer: settings.optimizer, pipeline: settings.pipeline },
          ...{ atPeak: false, prefetchPasses: 1, outputBytes: null },
        },
      },
    },
    reserved: reserve(topology, tables, reservation),
    ...{ reservation, source },
  };
}

export const reservationFrom = ({ reserved, dense }: PlannerSettings): Reservation => ({
  share: reserved / 100,
  denseBytes: Math.round(dense * MiB),
});

function topologyFrom(settings: PlannerSettings): Topology {
  const { ranks, ranksPerHost } = settings;
  if (ranks % ranksPerHost)
    throw new ConfigError(
      `ranks = ${ranks} is no multiple of ranksPerHost = ${ranksPerHost}. Every host has as many devices.`,
    );
  return topologyOf(
    {
      ...{ devices: ranks, devicesPerHost: ranksPerHost },
      ...{ hbmBytes: Math.trunc(settings.hbm * GiB), ddrBytes: Math.trunc(settings.ddr * GiB) },
      hbmBytesPerSecond: settings.hbmBandwidth * GiB,
      ddrBytesPerSecond: settings.ddrBandwidth * GiB,
      hostLinkBytesPerSecond: settings.linkBandwidth * GiB,
      intraHostBytesPerSecond: settings.intraBandwidth * GiB,
      interHostBytesPerSecond: settings.interBandwidth * GiB,
    },
    settings.device,
  );
}

function builtIn(settings: PlannerSettings, seed: number): EmbeddingTable[] {
  const { dimension, tableCount, mixedDimensions } = settings;
  const bytesPerElement = Number(settings.elementBytes);
  if (settings.tables === 'mlperf') return mlperfTables({ dimension, bytesPerElement });
  return generateTables({ tables: tableCount, seed, dimension, bytesPerElement }).map((table, index) => ({
    ...table,
    name: `t_${table.name}`,
    dimension: mixedDimensions ? Math.max(4, Math.floor(dimension / 2 ** (index % 3) / 4) * 4) : dimension,
  }));
}

function constrained(table: EmbeddingTable, settings: PlannerSettings, topology: Topology): PlannerTable {
  const lookups = settings.pooling === 'one' ? { poolingFactor: 1, coverage: 1 } : {};
  return plannerTable({ ...table, ...lookups }, settings.batch, {
    ...{ weighted: settings.weighted, pooled: settings.pooled },
    cacheLoadFactor: settings.cacheShare / 100,
    computeKernels: settings.kernels === 'hbm' ? ['dense', 'fused'] : null,
    shardingTypes: settings.grid ? allowedTypes(topology) : null,
    minPartition: settings.minPartition,
  });
}

/** Halves of the planner's least column width, down to the narrowest of the second search. */
export function narrowerWidths({ minPartition, narrowest }: PlannerSettings): number[] {
  const widths: number[] = [];
  if (narrowest > 0)
    for (let width = minPartition / 2; width >= narrowest && width >= 4; width /= 2)
      widths.push(Math.floor(width));
  return widths;
}
