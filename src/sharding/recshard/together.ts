// Row splits whose tables may not lie just anywhere: what lies where it may not, or apart from what it belongs to, is moved
// to the device that ends up fastest, and each device's fast memory is filled anew.

import { DeviceSets, NONE } from './deviceSets';
import { hotnessOrder } from './hotness';
import type { SplitPlan } from './splitPlan';
import type { SplitProblem } from './splitProblem';

/** Tables that share a device, and where they may lie. */
export interface SplitUnit {
  tables: readonly number[];
  allowed(device: number): boolean;
}

/** The plan itself where every unit lies as it may; undefined where a unit finds no device with room. */
export function withUnits(
  problem: SplitProblem,
  plan: SplitPlan,
  units: readonly SplitUnit[],
): SplitPlan | undefined {
  const wrong = units.filter(({ tables, allowed }) => {
    const [first, ...others] = tables.map((table) => plan.devices[table]);
    return !allowed(first) || others.some((device) => device !== first);
  });
  if (!wrong.length) return plan;
  const order = hotnessOrder(problem);
  let sets = new DeviceSets(problem, order, plan.devices);
  for (const { tables, allowed } of wrong) {
    let best: DeviceSets | undefined;
    for (let to = 0; to < problem.devices; to++) {
      if (!allowed(to)) continue;
      const tried = new DeviceSets(problem, order, [...sets.deviceOf]);
      for (const table of tables) if (tried.deviceOf[table] !== to) tried.exchange(table, to, NONE);
      if (!best || Math.max(...tried.seconds) < Math.max(...best.seconds)) best = tried;
    }
    if (!best?.seconds.every(Number.isFinite)) return undefined;
    sets = best;
  }
  return sets.plan();
}
