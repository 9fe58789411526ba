// Why a shard is where it is: what every other place and every other cut would give.

import type { CostModel } from '../costModel';
import type { PlannerProblem } from '../torchrec/options';
import type { Perf } from '../torchrec/perf';
import type { Memory } from '../torchrec/topology';
import type { PlanEdit } from './document';
import type { Evaluation } from './evaluation';

/** What an edit would give. */
export interface Alternative {
  /** "device 3", "4 columns shards". */
  label: string;
  edit: PlanEdit;
  /** Milliseconds; absent where the edit is not allowed. */
  rating?: number;
  /** Whether all devices hold what they are given, as far as the edit touches them. */
  fits: boolean;
  /** Why the edit is not allowed, or what does not fit: one sentence. */
  because?: string;
}

export interface DeviceAlternative extends Alternative {
  device: number;
  /** Where the shard is; its edit changes nothing. */
  current: boolean;
}

export interface ShardExplanation {
  table: number;
  shard: number;
  device: number;
  /** Milliseconds of the shard, by part and in all. */
  perf: Perf;
  total: number;
  memory: Memory;
  /** Of its device's time, by part and in all, and of its device's memory that tables take; 0 to 1. */
  perfShare: Perf;
  timeShare: number;
  memoryShare: Memory;
  /** One for every device, in order. */
  places: readonly DeviceAlternative[];
  /** Other ways to cut the table, fastest rating first; those that are not allowed last. */
  cuts: readonly Alternative[];
  /** The best of both that is allowed, fits and beats the plan as it is. */
  best?: Alternative;
  /** One plain sentence of why it is here. */
  sentence: string;
}

export function explainShard(
  _evaluation: Evaluation,
  _cost: CostModel,
  _table: number,
  _shard: number,
): ShardExplanation {
  throw new Error('to come');
}

export interface PoolingWhatIf {
  tables: readonly number[];
  factor: number;
  /** Milliseconds of the tables' shards together, and of the plan, as they are and with that many more lookups. */
  tablesBefore: number;
  tablesAfter: number;
  ratingBefore: number;
  ratingAfter: number;
  slowestBefore: number;
  slowestAfter: number;
  /** Of each device. */
  devicesBefore: readonly number[];
  devicesAfter: readonly number[];
}

/** What the plan would cost if these tables' pooling factors were `factor` times what they are said to be. */
export function whatIfPooling(
  _evaluation: Evaluation,
  _costOf: (problem: PlannerProblem) => CostModel,
  _tables: readonly number[],
  _factor: number,
): PoolingWhatIf {
  throw new Error('to come');
}
