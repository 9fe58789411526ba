// What RecShard is compared with: whole tables, each in the fast memory of its device or spilled to the slow one.

import { greedyOrder, leastLoaded } from '../baselines/greedy';
import type { Placement } from '../baselines/placement';
import type { SplitPlan } from './splitPlan';
import { alreadyOf, type SplitProblem } from './splitProblem';

/**
 * A placement made without a look at memory, as the published heuristics make it: on each device the most costly
 * tables, by `costs`, take fast memory while it has room for them.
 */
export function spilledPlan(
  { tables, devices, device }: SplitProblem,
  placement: Placement,
  costs: readonly number[],
): SplitPlan {
  const bytes = tables.map(({ rows, rowBytes }) => rows * rowBytes);
  const used = Array<number>(devices).fill(0);
  const hotRows = tables.map(() => 0);
  for (const table of greedyOrder(costs, bytes)) {
    const on = placement[table];
    if (used[on] + bytes[table] > device.fastBytes) continue;
    used[on] += bytes[table];
    hotRows[table] = tables[table].rows;
  }
  return { devices: placement, hotRows };
}

/**
 * Greedy with both memories in view: most costly table first, to any fast memory that still has room before any slow
 * one, on the device with the least modelled seconds so far. Undefined where a table finds no room at all.
 */
export function awarePlan(problem: SplitProblem, costs: readonly number[]): SplitPlan | undefined {
  const { tables, devices, device } = problem;
  const bytes = tables.map(({ rows, rowBytes }) => rows * rowBytes);
  const seconds = [...alreadyOf(problem)];
  const fast = Array<number>(devices).fill(0);
  const slow = Array<number>(devices).fill(0);
  const plan = { devices: tables.map(() => -1), hotRows: tables.map(() => 0) };
  for (const table of greedyOrder(costs, bytes)) {
    const { rows, rowBytes, lookups } = tables[table];
    const hot = leastLoaded(seconds, fast, (d) => fast[d] + bytes[table] <= device.fastBytes);
    const chosen = hot ?? leastLoaded(seconds, slow, (d) => slow[d] + bytes[table] <= device.slowBytes);
    if (chosen === undefined) return undefined;
    const [used, bandwidth] =
      hot === undefined ? [slow, device.slowBytesPerSecond] : [fast, device.fastBytesPerSecond];
    used[chosen] += bytes[table];
    seconds[chosen] += (lookups * rowBytes) / bandwidth;
    plan.devices[table] = chosen;
    plan.hotRows[table] = hot === undefined ? 0 : rows;
  }
  return plan;
}
