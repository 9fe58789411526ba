// What a run of a plan's kernels leaves: what every device took, of which plan, and how large its tables were.

import { RAN_PLAN_FORMAT } from '../torchrec/fileKind';
import { JsonRecord } from '../torchrec/jsonRecord';
import { copyPhases, type DeviceKernelSeconds, type KernelSeconds, kernelPhases } from './kernelPhases';

const VERSION = 2;

export interface RanTable {
  name: string;
  /** Of the plan's table, and of the one that ran. */
  rows: number;
  ranRows: number;
}

export interface RanPlanFile {
  adapter: string;
  /** The JSON of `ShardingPlan._serialize()`, of the tables in full. */
  plan: unknown;
  devicesPerHost: number;
  tables: readonly RanTable[];
  /** Samples of all devices. */
  batch: number;
  /** Seconds of each device. */
  devices: readonly DeviceKernelSeconds[];
  /** Modelled seconds of all exchanges of a step. */
  exchangeSeconds: number;
}

export const ranPlanRecord = (ran: RanPlanFile) => ({ format: RAN_PLAN_FORMAT, version: VERSION, ...ran });

/** The plan is read with the tables that it is of (torchrec/planFile.ts). Throws `DataError` as `readCosts` does. */
export function readRanPlan(given: unknown, file: string): RanPlanFile {
  const from = new JsonRecord(given, file, 'the plan that ran');
  if (from.value('format') !== RAN_PLAN_FORMAT) from.refuse('format', `is not ${RAN_PLAN_FORMAT}`);
  if (from.value('version') !== VERSION)
    from.refuse('version', `is not ${VERSION}; run the plan again with this version of the page`);
  return {
    adapter: from.text('adapter'),
    plan: from.value('plan'),
    devicesPerHost: from.whole('devicesPerHost', 1),
    tables: from.list('tables').map((table, index): RanTable => {
      const own = new JsonRecord(table, file, `table ${index}`);
      const [rows, ranRows] = [own.whole('rows', 1), own.whole('ranRows', 1)];
      if (ranRows > rows) own.refuse('ranRows', 'is more than rows');
      return { name: own.text('name'), rows, ranRows };
    }),
    batch: from.whole('batch', 1),
    devices: from.list('devices').map((device, index) => {
      const own = new JsonRecord(device, file, `device ${index}`);
      const seconds = [...kernelPhases, ...copyPhases].map((phase) => [phase, own.number(phase)]);
      return Object.fromEntries(seconds) as DeviceKernelSeconds;
    }),
    exchangeSeconds: from.number('exchangeSeconds'),
  };
}

/** Milliseconds of the kernels of a device's shards. */
export const shardsMs = (seconds: KernelSeconds): number =>
  1000 * kernelPhases.reduce((sum, phase) => sum + seconds[phase], 0);

/** Of tables that every device has. */
export const copiesMs = (seconds: DeviceKernelSeconds): number =>
  1000 * copyPhases.reduce((sum, phase) => sum + seconds[phase], 0);

/** Of all its kernels. */
export const kernelMs = (seconds: DeviceKernelSeconds): number => shardsMs(seconds) + copiesMs(seconds);
