// The two searches from a plan: in the planner's own space, and with narrower columns, which keeps the plan of the first
// where it comes to none that is better.

import { searching } from '../../sharding/search/search';
import { planOf } from '../../sharding/torchrec/contract';
import type { PlacedOption } from '../../sharding/torchrec/options';
import { searchOf } from '../../sharding/torchrec/searchProblem';
import { validatePlan } from '../../sharding/torchrec/validate';
import type { Planning } from './model';

export interface ProgressPoint {
  search: string;
  /** Of both searches together. */
  steps: number;
  best: number;
  bound: number;
}

export interface Improved {
  name: string;
  plan: PlacedOption[];
  /** Milliseconds. */
  rating: number;
  bound: number;
  gap: number;
  seconds: number;
  /** What is wrong with the plan; nothing, if the search is right. */
  problems: number;
}

export interface ImproveSettings {
  seed: number;
  steps: number;
  rounds: number;
  widths: readonly number[];
}

/** In the planner's own space, and with narrower columns too. */
export const searchNames = { own: 'improved', narrow: 'narrower' };

/** Yields points of its course, and returns the result of each search. */
export function* improvements(
  { problem, reserved }: Pick<Planning, 'problem' | 'reserved'>,
  start: readonly PlacedOption[],
  { seed, steps, rounds, widths }: ImproveSettings,
): Generator<ProgressPoint, Improved[]> {
  const results: Improved[] = [];
  for (const [name, minPartitions] of [
    [searchNames.own, []],
    [searchNames.narrow, widths],
  ] as const) {
    if (name === searchNames.narrow && !widths.length) continue;
    let milliseconds = 0;
    let started = performance.now();
    const {
      problem: searched,
      start: from,
      placed,
    } = searchOf(problem, reserved, start, {
      minPartitions,
    });
    const search = searching(searched, from, { seed, steps, rounds });
    const before = results.length * steps;
    for (;;) {
      const next = search.next();
      milliseconds += performance.now() - started;
      if (next.done) {
        const { choices, cost, bound } = next.value;
        const [first] = results;
        const kept = first && first.rating <= cost ? first : { plan: placed(choices), rating: cost };
        const problems = validatePlan(planOf(kept.plan), problem, reserved).length;
        results.push({
          ...{ name, plan: kept.plan, rating: kept.rating, problems },
          ...{ bound, gap: bound > 0 ? kept.rating / bound - 1 : 0, seconds: milliseconds / 1000 },
        });
        break;
      }
      const { best, bound, steps: done } = next.value;
      yield { search: name, steps: before + done, best, bound };
      started = performance.now();
    }
  }
  return results;
}
