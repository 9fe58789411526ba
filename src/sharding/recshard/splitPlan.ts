// A plan for two memories: each table on one device, its hottest rows in the fast memory. Whole tables, as the baselines
// place them, are plans whose hot rows are all or none.

import { mean, standardDeviation } from '../../base/statistics';
import { alreadyOf, lookupsAt, type SplitDevice, type SplitProblem } from './splitProblem';

export interface SplitPlan {
  /** Of each table. */
  devices: readonly number[];
  /** Of each table: how many of its hottest rows lie in fast memory. */
  hotRows: readonly number[];
}

/** What a device holds, and does for one batch. */
export interface DeviceLoad {
  tables: number;
  fastBytes: number;
  slowBytes: number;
  fastLookups: number;
  slowLookups: number;
  fastSeconds: number;
  slowSeconds: number;
  /** Of what was there before. */
  alreadySeconds: number;
}

export interface PlanSummary {
  loads: DeviceLoad[];
  /** Seconds of the devices: the slowest sets the pace. */
  maximum: number;
  minimum: number;
  mean: number;
  /** Of the population of devices. */
  deviation: number;
  slowLookups: number;
}

export const secondsOf = ({ fastSeconds, slowSeconds, alreadySeconds }: DeviceLoad): number =>
  alreadySeconds + fastSeconds + slowSeconds;

/** The analytic cost of the paper: bytes of rows looked up, over the bandwidth of where they lie. */
export function loadsOf(problem: SplitProblem, plan: SplitPlan): DeviceLoad[] {
  const { tables, device } = problem;
  const loads = alreadyOf(problem).map(
    (alreadySeconds): DeviceLoad => ({
      ...{ tables: 0, fastBytes: 0, slowBytes: 0, alreadySeconds },
      ...{ fastLookups: 0, slowLookups: 0, fastSeconds: 0, slowSeconds: 0 },
    }),
  );
  tables.forEach((table, index) => {
    const load = loads[plan.devices[index]];
    const rows = plan.hotRows[index];
    const { hot, cold } = lookupsAt(table, rows);
    load.tables++;
    load.fastBytes += rows * table.rowBytes;
    load.slowBytes += (table.rows - rows) * table.rowBytes;
    load.fastLookups += hot;
    load.slowLookups += cold;
    load.fastSeconds += (hot * table.rowBytes) / device.fastBytesPerSecond;
    load.slowSeconds += (cold * table.rowBytes) / device.slowBytesPerSecond;
  });
  return loads;
}

export function summaryOf(problem: SplitProblem, plan: SplitPlan): PlanSummary {
  const loads = loadsOf(problem, plan);
  const seconds = loads.map(secondsOf);
  return {
    loads,
    maximum: Math.max(...seconds),
    minimum: Math.min(...seconds),
    mean: mean(seconds),
    deviation: standardDeviation(seconds),
    slowLookups: loads.reduce((sum, { slowLookups }) => sum + slowLookups, 0),
  };
}

/** Tables of which the cold rest fits into what is left of fast memory are hot as a whole, the smallest rest first. */
export function filledUp(problem: SplitProblem, { devices, hotRows }: SplitPlan): SplitPlan {
  const free = loadsOf(problem, { devices, hotRows }).map(
    (load) => problem.device.fastBytes - load.fastBytes,
  );
  const rest = problem.tables.map(({ rows, rowBytes }, table) => (rows - hotRows[table]) * rowBytes);
  const filled = [...hotRows];
  for (const table of [...rest.keys()].sort((a, b) => rest[a] - rest[b] || a - b)) {
    if (rest[table] > free[devices[table]]) continue;
    free[devices[table]] -= rest[table];
    filled[table] = problem.tables[table].rows;
  }
  return { devices, hotRows: filled };
}

/** Whether every device holds what it was given. */
export const planFits = (problem: SplitProblem, plan: SplitPlan): boolean =>
  loadsOf(problem, plan).every((load) => loadFits(load, problem.device));

const loadFits = ({ fastBytes, slowBytes }: DeviceLoad, device: SplitDevice): boolean =>
  fastBytes <= device.fastBytes && slowBytes <= device.slowBytes;
