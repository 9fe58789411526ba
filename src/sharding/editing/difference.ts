// Two plans of the same tables side by side: what was recut, what moved, and what that bought.

import type { TablePlan } from '../problem';
import type { Perf } from '../torchrec/perf';
import type { Memory } from '../torchrec/topology';
import type { Evaluation } from './evaluation';

export interface RecutTable {
  table: number;
  before: TablePlan;
  after: TablePlan;
  /** Milliseconds of all its shards. */
  timeBefore: number;
  timeAfter: number;
}

export interface MovedShard {
  table: number;
  shard: number;
  from: number;
  to: number;
  memory: Memory;
}

export interface DeviceDifference {
  device: number;
  perfBefore: Perf;
  perfAfter: Perf;
  timeBefore: number;
  timeAfter: number;
  memoryBefore: Memory;
  memoryAfter: Memory;
}

export interface PlanDifference {
  /** Another type, kernel, or cut. */
  recut: readonly RecutTable[];
  /** Of tables that are cut as before. */
  moved: readonly MovedShard[];
  /** Tables that the first document pins and the second has otherwise. */
  unpinned: readonly number[];
  devices: readonly DeviceDifference[];
  /** Milliseconds: of the slowest device, and on all devices together. */
  ratingBefore: number;
  ratingAfter: number;
  timeBefore: number;
  timeAfter: number;
  /** Bytes: of the fullest device, and on all devices together. */
  fullestBefore: Memory;
  fullestAfter: Memory;
  memoryBefore: Memory;
  memoryAfter: Memory;
  /** Bytes of weights that some device holds after and did not hold before. */
  bytesMoved: number;
  /** "7.1 % faster (…): 3 tables recut, 12 shards moved." */
  sentence: string;
}

export function comparePlans(_before: Evaluation, _after: Evaluation): PlanDifference {
  throw new Error('to come');
}
