// The best row split of a small problem, by branch and bound over which device holds which table. For given tables
// filling gives a device's best split, so only the assignment is searched.

import { filledSavings, type HotnessOrder } from './hotness';
import { alreadyOf, areAlike, type SplitProblem } from './splitProblem';

export interface ExactPlacement {
  placement: number[];
  seconds: number;
  /** Partial assignments looked at. */
  nodes: number;
}

/** Assignments of tables to devices that do not differ by the devices' names alone, roughly. */
export function assignments(problem: SplitProblem): number {
  const { tables, devices } = problem;
  let symmetric = 1;
  if (areAlike(problem)) for (let k = 2; k <= Math.min(devices, tables.length); k++) symmetric *= k;
  return devices ** tables.length / symmetric;
}

/**
 * Better than `incumbent` seconds, or undefined: then nothing is. A device only gets slower by another table, so a
 * branch ends where a device is as slow as the best plan. `stopped` leaves with the best so far.
 */
export function exactPlacement(
  problem: SplitProblem,
  order: HotnessOrder,
  prices: readonly number[],
  incumbent: number,
  stopped: () => boolean = () => false,
): ExactPlacement | undefined {
  const { tables, devices, device } = problem;
  const alike = areAlike(problem);
  const sequence = tables.map((_, table) => table).sort((a, b) => prices[b] - prices[a] || a - b);
  const places: Int32Array[] = Array.from({ length: devices }, () => new Int32Array(0));
  const slow = [...alreadyOf(problem)];
  const placement = Array<number>(tables.length).fill(0);
  let best = incumbent;
  let found: number[] | undefined;
  let nodes = 0;

  const visit = (depth: number, used: number, high: number): void => {
    if (depth === sequence.length) {
      best = high;
      found = [...placement];
      return;
    }
    const table = sequence[depth];
    // The first of the empty devices stands for all of them, where they are alike.
    for (let d = 0; d < (alike ? Math.min(devices, used + 1) : devices) && !stopped(); d++) {
      nodes++;
      const [heldPlaces, heldSlow] = [places[d], slow[d]];
      const union = Int32Array.from([...heldPlaces, ...order.placesOf[table]]).sort();
      const total = heldSlow + order.slowSeconds[table];
      const seconds = Math.max(high, total - filledSavings(order, union, union.length, device));
      if (seconds >= best) continue;
      [places[d], slow[d], placement[table]] = [union, total, d];
      visit(depth + 1, Math.max(used, d + 1), seconds);
      [places[d], slow[d]] = [heldPlaces, heldSlow];
    }
  };
  visit(0, 0, Math.max(...slow));
  return found && { placement: found, seconds: best, nodes };
}
