// What RecShard is compared with: whole tables, placed greedily, each in fast memory or spilled to slow memory.

import { greedyOrder, leastLoaded } from '../baselines/greedy';
import type { SplitPlan } from './splitPlan';
import type { SplitProblem } from './splitProblem';

/**
 * Most costly table first, by `costs`. Blind, as the published heuristics are: to the device with the least sum of
 * costs, in its fast memory while there is room, else in its slow memory, which is not seen to cost more. Aware: to
 * any fast memory that still has room before any slow memory, devices being compared by their modelled seconds.
 * Undefined where a table finds no room at all.
 */
export function wholeTablePlan(
  { tables, devices, device }: SplitProblem,
  costs: readonly number[],
  spilling: 'blind' | 'aware',
): SplitPlan | undefined {
  const bytes = tables.map(({ rows, rowBytes }) => rows * rowBytes);
  const sums = Array<number>(devices).fill(0);
  const fast = Array<number>(devices).fill(0);
  const slow = Array<number>(devices).fill(0);
  const plan = { devices: tables.map(() => -1), hotRows: tables.map(() => 0) };
  for (const table of greedyOrder(costs, bytes)) {
    const fitsFast = (d: number) => fast[d] + bytes[table] <= device.fastBytes;
    const fitsSlow = (d: number) => slow[d] + bytes[table] <= device.slowBytes;
    const chosen =
      spilling === 'blind'
        ? leastLoaded(sums, fast, (d) => fitsFast(d) || fitsSlow(d))
        : (leastLoaded(sums, fast, fitsFast) ?? leastLoaded(sums, slow, fitsSlow));
    if (chosen === undefined) return undefined;
    const hot = fitsFast(chosen);
    (hot ? fast : slow)[chosen] += bytes[table];
    const { rows, rowBytes, lookups } = tables[table];
    const bandwidth = hot ? device.fastBytesPerSecond : device.slowBytesPerSecond;
    sums[chosen] += spilling === 'blind' ? costs[table] : (lookups * rowBytes) / bandwidth;
    plan.devices[table] = chosen;
    plan.hotRows[table] = hot ? rows : 0;
  }
  return plan;
}
