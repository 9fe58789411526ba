// What a document's plan costs, holds and breaks, table by table and device by device. After an edit only the tables that
// it changed, and the devices that they touch, are evaluated again.

import type { CostModel } from '../costModel';
import type { TablePlan } from '../problem';
import { storagesOf } from '../torchrec/contract';
import { type Perf, totalPerf } from '../torchrec/perf';
import { type CriticalPath, type Imbalance, imbalanceOf } from '../torchrec/stats';
import { addMemory, noMemory } from '../torchrec/storage';
import type { Memory } from '../torchrec/topology';
import { tableProblem } from '../torchrec/validate';
import { deviceEvaluation, withPerf } from './deviceEvaluation';
import type { PlanDocument } from './document';
import { violationsOf } from './violations';

export interface ShardEvaluation {
  device: number;
  /** Milliseconds. */
  perf: Perf;
  /** All parts of it. */
  total: number;
  /** Bytes. */
  memory: Memory;
}

export interface TableEvaluation {
  /** By reference: the same plan, the same evaluation. */
  own: TablePlan;
  shards: readonly ShardEvaluation[];
  /** Milliseconds and bytes of all shards. */
  total: number;
  memory: Memory;
  /** Why the table's plan cannot be carried out, or judged. */
  problem?: string;
}

/** A shard by its table and its place in the table's plan. */
export interface ShardPlace {
  table: number;
  shard: number;
}

export interface TableShare {
  table: number;
  /** Bytes of all shards of the table on the device. */
  memory: Memory;
  /** Milliseconds of them. */
  total: number;
}

export interface DeviceEvaluation {
  device: number;
  /** Milliseconds, by part. */
  perf: Perf;
  total: number;
  /** Bytes: of tables, kept from tables, of the device, and left (negative where too much is held). */
  used: Memory;
  reserved: Memory;
  capacity: Memory;
  free: Memory;
  /** In the order of tables. */
  shards: readonly ShardPlace[];
  /** Milliseconds of exchanges in forward and in backward, in turn for every sharding type. */
  exchanges: readonly number[];
  /** The eight tables on the device that hold most, HBM and host memory together, most first. */
  largest: readonly TableShare[];
}

export interface Violation {
  kind: 'shape' | 'memory' | 'together' | 'forbidden';
  /** What it concerns; at least one of the two is there. */
  table?: number;
  device?: number;
  /** One sentence. */
  what: string;
}

export interface Evaluation {
  document: PlanDocument;
  cost: CostModel;
  /** In the order of the problem's list. */
  tables: readonly TableEvaluation[];
  devices: readonly DeviceEvaluation[];
  /** The device that takes longest, and its milliseconds, which are the plan's rating. */
  slowest: number;
  rating: number;
  criticalPath: CriticalPath;
  /** Of the times of devices, and of the HBM that tables take of them. */
  imbalance: { time: Imbalance; hbm: Imbalance };
  violations: readonly Violation[];
}

/** `previous` saves work where its document shares plans of tables with this one, and the problem and the cost are the same. */
export function evaluate(document: PlanDocument, cost: CostModel, previous?: Evaluation): Evaluation {
  const { problem, plan, reserved } = document;
  const before =
    previous &&
    previous.cost === cost &&
    previous.document.problem === problem &&
    previous.document.reserved === reserved &&
    previous.tables.length === plan.tables.length
      ? previous
      : undefined;
  const changed: number[] = [];
  const tables = plan.tables.map((own, table) => {
    const kept = before?.tables[table];
    if (kept?.own === own) return kept;
    changed.push(table);
    return tableEvaluation(own, document, cost);
  });
  const devices = evaluatedDevices(document, cost, tables, changed, before);
  const times = devices.map(({ total }) => total);
  const rating = Math.max(...times);
  return {
    ...{ document, cost, tables, devices, rating, slowest: times.indexOf(rating) },
    criticalPath: criticalPathOf(devices),
    imbalance: { time: imbalanceOf(times), hbm: imbalanceOf(devices.map(({ used }) => used.hbm)) },
    violations: violationsOf(document, tables, devices),
  };
}

function tableEvaluation(own: TablePlan, { problem }: PlanDocument, cost: CostModel): TableEvaluation {
  const perfs = cost.shards(own);
  const memories = storagesOf(problem, own);
  const shards = own.shards.map(({ device }, index): ShardEvaluation => {
    const perf = perfs[index];
    return { device, perf, total: totalPerf(perf), memory: memories[index] };
  });
  const what = tableProblem(own, problem.tables[own.table], problem.topology) ?? cost.refuses?.(own);
  return {
    ...{ own, shards },
    total: shards.reduce((sum, shard) => sum + shard.total, 0),
    memory: shards.reduce((sum, { memory }) => addMemory(sum, memory), noMemory),
    ...(what && { problem: what }),
  };
}

/** Only what changed tables touch, or touched, is summed again. */
function evaluatedDevices(
  { problem, plan, reserved }: PlanDocument,
  cost: CostModel,
  tables: readonly TableEvaluation[],
  changed: readonly number[],
  before: Evaluation | undefined,
): readonly DeviceEvaluation[] {
  const { topology } = problem;
  const placed = Array.from({ length: topology.ranks }, (): ShardPlace[] => []);
  const isTouched = new Uint8Array(topology.ranks).fill(before ? 0 : 1);
  for (const table of changed) {
    for (const { device } of before?.tables[table].shards ?? []) isTouched[device] = 1;
    for (const [shard, { device }] of tables[table].shards.entries()) {
      // A device that does not exist is a violation, and has no sums.
      if (!placed[device]) continue;
      isTouched[device] = 1;
      placed[device].push({ table, shard });
    }
  }
  const isChanged = new Set(changed);
  const devices = placed.map((more, device) => {
    if (!isTouched[device]) return before!.devices[device];
    const kept = before ? before.devices[device].shards.filter(({ table }) => !isChanged.has(table)) : [];
    return deviceEvaluation({ device, shards: merged(kept, more), tables, topology, reserved });
  });
  if (!cost.devices) return devices;
  const which = devices.flatMap(({ device }) => (isTouched[device] || cost.reachesAll ? [device] : []));
  if (!which.length) return devices;
  for (const [index, perf] of cost.devices(plan, which).entries())
    devices[which[index]] = withPerf(devices[which[index]], perf);
  return devices;
}

/** Two lists in the order of tables, of different tables, as one. */
function merged(a: readonly ShardPlace[], b: readonly ShardPlace[]): readonly ShardPlace[] {
  if (!a.length) return b;
  if (!b.length) return a;
  const all: ShardPlace[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; )
    all.push(j === b.length || (i < a.length && a[i].table < b[j].table) ? a[i++] : b[j++]);
  return all;
}

/** As `criticalPath` of TorchRec's stats: every exchange, and all computing, waits for the slowest device. */
function criticalPathOf(devices: readonly DeviceEvaluation[]): CriticalPath {
  const most = (of: (device: DeviceEvaluation) => number) => Math.max(...devices.map(of));
  const comms = devices[0].exchanges.reduce((sum, _, at) => sum + most(({ exchanges }) => exchanges[at]), 0);
  const compute = most(({ perf }) => perf.forwardCompute) + most(({ perf }) => perf.backwardCompute);
  return { comms, compute };
}
