// More devices than can be run: compute from the rates that this GPU's kernels were measured at, exchanges from the
// network model, under plans by the same rules, with the batch growing with the devices.

import { reducedBlocks } from '../../sharding/execution/embeddingGraphs';
import { type ExecutionLayout, layoutOf } from '../../sharding/execution/layout';
import { countExpectedLookups } from '../../sharding/execution/route';
import { type PlannedTable, type PlanRules, simplePlan } from '../../sharding/execution/simplePlan';
import {
  type DeviceSeconds,
  modelExchanges,
  type StepTime,
  stepTime,
} from '../../sharding/execution/stepTime';
import { countExchanges, type ExchangePrecisions, type Traffic } from '../../sharding/execution/transfers';
import type { Network } from '../../sharding/network';
import type { ZionexSettings } from './schema';

export const rulesOf = (settings: ZionexSettings, devices: number, devicesPerHost: number): PlanRules => ({
  ...{ devices, devicesPerHost, leastColumns: 4 },
  ...{ replicatedRows: settings.replicatedRows, cutRows: settings.cutRows, largest: settings.largest },
  ...{ cutLookups: settings.cutLookups, busiest: settings.busiest },
});

export const networkOf = (
  settings: ZionexSettings,
  devices: number,
  devicesPerHost: number,
  hierarchical: boolean,
): Network => ({
  ...{ devices, devicesPerHost, hierarchical },
  withinHost: {
    latencySeconds: settings.withinLatency * 1e-6,
    bytesPerSecond: settings.withinBandwidth * 1e9,
  },
  betweenHosts: {
    latencySeconds: settings.betweenLatency * 1e-6,
    bytesPerSecond: settings.betweenBandwidth * 1e9,
  },
});

/** Seconds for a number that is pooled, updated, or added to a partial vector, and of the rest of a step. */
export interface MeasuredRates {
  pooling: number;
  shardUpdate: number;
  reducing: number;
  slice: number;
  allReduce: number;
  denseUpdate: number;
}

/** Numbers that a device pools, and numbers of partial vectors that it adds. */
function workOf(layout: ExecutionLayout, lookups: readonly number[], device: number) {
  const shards = layout.groups[device].flatMap((group) => group.shards);
  const pooled = shards.reduce(
    (sum, { table, rows, columns }) =>
      sum + layout.batch * lookups[table] * (rows / layout.tables[table]) * columns,
    0,
  );
  const added = reducedBlocks(layout, device).reduce(
    (sum, { parts, samples, columns }) => sum + parts * samples * columns,
    0,
  );
  return { pooled, added };
}

export function ratesOf(
  layout: ExecutionLayout,
  lookups: readonly number[],
  measured: readonly DeviceSeconds[],
): MeasuredRates {
  const total = (phase: keyof DeviceSeconds) => measured.reduce((sum, device) => sum + device[phase], 0);
  const work = measured.map((_, device) => workOf(layout, lookups, device));
  const pooled = Math.max(
    1,
    work.reduce((sum, device) => sum + device.pooled, 0),
  );
  const added = Math.max(
    1,
    work.reduce((sum, device) => sum + device.added, 0),
  );
  const mean = (phase: keyof DeviceSeconds) => total(phase) / measured.length;
  return {
    pooling: total('pooling') / pooled,
    shardUpdate: total('shardUpdate') / pooled,
    reducing: total('reducing') / added,
    slice: mean('slice'),
    allReduce: mean('allReduce'),
    denseUpdate: mean('denseUpdate'),
  };
}

export interface ScalingPoint extends StepTime {
  devices: number;
  hosts: number;
  hierarchical: boolean;
  batch: number;
  traffic: Traffic;
  /** Most work of a device over the mean. */
  imbalance: number;
}

export interface ScalingQuestion {
  settings: ZionexSettings;
  tables: readonly PlannedTable[];
  rates: MeasuredRates;
  denseElements: number;
  precisions: ExchangePrecisions;
}

/** A host of ZionEX has eight devices: 128 GPUs on 16 nodes (Mudigere et al. 2022, abstract). */
export const SCALED_HOST = 8;

export function modelScaling(
  question: ScalingQuestion,
  devices: number,
  hierarchical: boolean,
): ScalingPoint {
  const { settings, tables, rates, denseElements, precisions } = question;
  const lookups = tables.map((table) => table.lookups);
  const batch = Math.max(1, Math.round(settings.batch / settings.devices)) * devices;
  const layout = layoutOf({
    ...{ tables: tables.map(({ rows }) => rows), dimension: settings.dimension, devices, batch },
    ...{ devicesPerHost: SCALED_HOST, plan: simplePlan(tables, rulesOf(settings, devices, SCALED_HOST)) },
  });
  const traffic = countExchanges(layout, denseElements, precisions);
  countExpectedLookups(layout, lookups, traffic);
  const work = layout.slices.map((_, device) => workOf(layout, lookups, device));
  const seconds = work.map(
    ({ pooled, added }): DeviceSeconds => ({
      pooling: (rates.pooling * pooled) / settings.speedup,
      reducing: (rates.reducing * added) / settings.speedup,
      slice: rates.slice / settings.speedup,
      allReduce: rates.allReduce / settings.speedup,
      shardUpdate: (rates.shardUpdate * pooled) / settings.speedup,
      denseUpdate: rates.denseUpdate / settings.speedup,
    }),
  );
  const network = networkOf(settings, devices, SCALED_HOST, hierarchical);
  const mean = work.reduce((sum, { pooled }) => sum + pooled, 0) / devices;
  return {
    ...stepTime(seconds, modelExchanges(network, traffic, 4 * denseElements)),
    ...{ devices, hosts: Math.ceil(devices / SCALED_HOST), hierarchical, batch, traffic },
    imbalance: mean ? Math.max(...work.map(({ pooled }) => pooled)) / mean : 1,
  };
}
