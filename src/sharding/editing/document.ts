// A plan that is made by hand: what is placed and where, the plan, and what its maker insists on. A document never
// changes; an edit makes another, so that undoing is keeping the old one.

import type { ComputeKernel, Plan, ShardingType } from '../problem';
import type { PlannerProblem } from '../torchrec/options';
import type { Reservation } from '../torchrec/reservation';
import type { Topology } from '../torchrec/topology';

/** What no edit and no planner may break. Tables by their place in the problem's list. */
export interface PlacementRules {
  /** These tables stay where they are. */
  pinned: readonly number[];
  /** Groups of tables whose shards share a device. */
  together: readonly (readonly number[])[];
  /** Devices that a table may not use. */
  forbidden: readonly { table: number; device: number }[];
}

export interface PlanDocument {
  problem: PlannerProblem;
  /** The topology with what is left of memory after reservations. */
  reserved: Topology;
  /** Every table once, in the order of the problem's list. */
  plan: Plan;
  rules: PlacementRules;
  /** How the reserved part came about, where that is known. */
  reservation?: Reservation;
}

/** `shard` counts within its table's plan. */
export type PlanEdit =
  | { kind: 'move'; table: number; shard: number; device: number }
  | { kind: 'swap'; table: number; shard: number; otherTable: number; otherShard: number }
  /** Cuts columns, or rows, over these devices in their order; one device makes the table whole again. */
  | { kind: 'splitColumns'; table: number; devices: readonly number[] }
  | { kind: 'splitRows'; table: number; devices: readonly number[] }
  | { kind: 'whole'; table: number; device: number }
  | { kind: 'replicate'; table: number }
  | { kind: 'type'; table: number; shardingType: ShardingType }
  | { kind: 'kernel'; table: number; computeKernel: ComputeKernel }
  /** Share of the rows that the cache of `fused_uvm_caching` holds. */
  | { kind: 'cache'; table: number; cacheLoadFactor: number }
  | { kind: 'pin'; table: number; pinned: boolean }
  | { kind: 'together'; tables: readonly number[]; joined: boolean }
  | { kind: 'forbid'; table: number; device: number; forbidden: boolean };
