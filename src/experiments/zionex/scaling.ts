// More devices than can be run: compute from the rates that this GPU's kernels were measured at, exchanges from the
// network model, under plans by the same rules, with the batch growing with the devices.

import { type ExecutionLayout, layoutOf } from '../../sharding/execution/layout';
import { countExpectedLookups } from '../../sharding/execution/route';
import { type PlannedTable, type PlanRules, simplePlan } from '../../sharding/execution/simplePlan';
import {
  type DeviceSeconds,
  modelExchanges,
  type Phase,
  type StepTime,
  stepTime,
} from '../../sharding/execution/stepTime';
import {
  countExchanges,
  type ExchangePrecisions,
  scatterTransfers,
  type Traffic,
} from '../../sharding/execution/transfers';
import { networkOf } from './network';
import type { ZionexSettings } from './schema';

export const rulesOf = (settings: ZionexSettings, devices: number, devicesPerHost: number): PlanRules => ({
  ...{ devices, devicesPerHost, leastColumns: 4 },
  ...{ replicatedRows: settings.replicatedRows, cutRows: settings.cutRows, largest: settings.largest },
  ...{ cutLookups: settings.cutLookups, busiest: settings.busiest },
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

/** Numbers of the tables that every device has. */
export const replicatedElements = ({ replicated, tables, dimension }: ExecutionLayout): number =>
  replicated.reduce((sum, table) => sum + tables[table] * dimension, 0);

/** Of each device: numbers that it pools, and numbers of partial vectors that it adds. */
function workOf(layout: ExecutionLayout, lookups: readonly number[]): { pooled: number; added: number }[] {
  const work = layout.groups.map((groups) => ({
    pooled: groups
      .flatMap(({ shards }) => shards)
      .reduce(
        (sum, { table, rows, columns }) =>
          sum + layout.batch * lookups[table] * (rows / layout.tables[table]) * columns,
        0,
      ),
    added: 0,
  }));
  for (const { to, elements } of scatterTransfers(layout)) work[to].added += elements;
  return work;
}

export function ratesOf(
  layout: ExecutionLayout,
  lookups: readonly number[],
  measured: readonly DeviceSeconds[],
): MeasuredRates {
  const total = (phase: Phase) => measured.reduce((sum, device) => sum + device[phase], 0);
  const work = workOf(layout, lookups);
  const pooled = work.reduce((sum, device) => sum + device.pooled, 0);
  const added = work.reduce((sum, device) => sum + device.added, 0);
  const each = (phase: Phase, numbers: number) => (numbers ? total(phase) / numbers : 0);
  return {
    pooling: each('pooling', pooled),
    shardUpdate: each('shardUpdate', pooled),
    reducing: each('reducing', added),
    slice: each('slice', measured.length),
    allReduce: each('allReduce', measured.length),
    denseUpdate: each('denseUpdate', measured.length),
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
  /** Parameters of the networks, without replicated tables. */
  networkElements: number;
  precisions: ExchangePrecisions;
}

/** A host of ZionEX has eight devices: 128 GPUs on 16 nodes (Mudigere et al. 2022, abstract). */
export const SCALED_HOST = 8;

export function modelScaling(
  question: ScalingQuestion,
  devices: number,
  hierarchical: boolean,
): ScalingPoint {
  const { settings, rates, networkElements, precisions } = question;
  const tables = Array.from({ length: settings.tableCopies }, () => question.tables).flat();
  const lookups = tables.map((table) => table.lookups);
  const batch = Math.max(1, Math.round(settings.batch / settings.devices)) * devices;
  const layout = layoutOf({
    ...{ tables: tables.map(({ rows }) => rows), dimension: settings.dimension, devices, batch },
    ...{ devicesPerHost: SCALED_HOST, plan: simplePlan(tables, rulesOf(settings, devices, SCALED_HOST)) },
  });
  const denseElements = networkElements + replicatedElements(layout);
  const traffic = countExchanges(layout, denseElements, precisions);
  countExpectedLookups(layout, lookups, traffic);
  const work = workOf(layout, lookups);
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
