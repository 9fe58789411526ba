// What a document's plan costs, holds and breaks, table by table and device by device. After an edit only the tables that
// it changed, and the devices that they touch, are evaluated again.

import type { CostBasis, CostModel } from '../costModel';
import type { TablePlan } from '../problem';
import type { Perf } from '../torchrec/perf';
import type { CriticalPath, Imbalance } from '../torchrec/stats';
import type { Memory } from '../torchrec/topology';
import type { PlanDocument } from './document';

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
  /** Why the table's plan cannot be carried out. */
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
  /** Tables on the device, those that hold most first (HBM and host memory together). */
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
  cost: { name: string; basis: CostBasis };
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

/** `previous` saves work where its document shares plans of tables with this one and its cost model is the same. */
export function evaluate(_document: PlanDocument, _cost: CostModel, _previous?: Evaluation): Evaluation {
  throw new Error('to come');
}
