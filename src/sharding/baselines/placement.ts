// Whole tables on devices: what a placement problem is to the baselines, and what a placement adds up to.

import { TesseraError } from '../../base/errors';

/** Costs of tables and their bytes; what a cost is (lookups, milliseconds) is the caller's affair. */
export interface PlacementProblem {
  costs: readonly number[];
  bytes: readonly number[];
  devices: number;
  /** Of one device. */
  capacityBytes: number;
  /** What devices have to do and to hold before anything is placed; nothing where it is not said. */
  already?: PlacementSums;
  /** Whether a table may lie on a device; any may where it is not said. */
  allowed?: (table: number, device: number) => boolean;
}

/** The device of each table. */
export type Placement = readonly number[];

export interface PlacementSums {
  costs: number[];
  bytes: number[];
}

export function sumsOf({ costs, bytes, devices }: PlacementProblem, placement: Placement): PlacementSums {
  const sums = { costs: Array<number>(devices).fill(0), bytes: Array<number>(devices).fill(0) };
  placement.forEach((device, table) => {
    sums.costs[device] += costs[table];
    sums.bytes[device] += bytes[table];
  });
  return sums;
}

/** The largest sum of costs on a device. */
export const bottleneckOf = (problem: PlacementProblem, placement: Placement): number =>
  Math.max(...sumsOf(problem, placement).costs);

export const fits = (problem: PlacementProblem, placement: Placement): boolean =>
  sumsOf(problem, placement).bytes.every((bytes) => bytes <= problem.capacityBytes);

export function requirePlacementProblem({ costs, bytes, devices }: PlacementProblem): void {
  if (!(Number.isInteger(devices) && devices >= 1))
    throw new TesseraError(`Placement: devices must be a whole number from 1 up, got ${devices}.`);
  if (costs.length !== bytes.length)
    throw new TesseraError(`Placement: ${costs.length} costs and ${bytes.length} sizes; each table has one.`);
}

/** Shortest over longest time of a device: 1 is perfect balance. */
export function balanceOf(milliseconds: readonly number[]): number {
  const longest = Math.max(...milliseconds);
  return longest > 0 ? Math.min(...milliseconds) / longest : 0;
}
