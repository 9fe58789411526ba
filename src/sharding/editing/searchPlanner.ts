// The search of this lab from the plan that stands: moves, swaps and other cuts, with a bound that no plan is below.

import { ConfigError } from '../../base/errors';
import type { Plan } from '../problem';
import { searching } from '../search/search';
import type { PlanDocument } from './document';
import { evaluate } from './evaluation';
import { fitted } from './fitting';
import type { EditorPlanner } from './planners';
import { nothingFits } from './planRepair';
import { spaceOf } from './space';

/** Enough for the published problems of 26 to 107 tables. */
const STEPS = 1_500_000;
const ROUNDS = 6;
/** Columns. */
const NARROWEST = 32;

/** Halves of the narrowest column shards that planners of the document make. */
export function narrowerWidths({ problem }: Pick<PlanDocument, 'problem'>): number[] {
  const widest = Math.max(...problem.tables.map(({ minPartition }) => minPartition ?? 128));
  const widths: number[] = [];
  for (let width = widest / 2; width >= NARROWEST; width /= 2) widths.push(Math.floor(width));
  return widths;
}

export const searchPlanner: EditorPlanner = {
  ...{ id: 'search', title: 'Search' },
  about:
    'Simulated annealing from the plan that stands: shards move, change places, and tables are cut another way, columns down to 32. It never moves what is pinned, never looks where a table may not be, and moves tables that belong together as one. The bound holds for every plan of that space; of costs that do not add up over the shards of a device there is none, and plans that are found are judged as whole devices.',
  *run(document, cost, { seed, steps = STEPS }) {
    if (cost.devices && !cost.added)
      throw new ConfigError(
        `Search: ${cost.name} does not add up over the shards of a device, nor say what a shard adds to one, as the search needs. Choose another cost model, or another planner.`,
      );
    const given = evaluate(document, cost);
    const standing = given.violations.length ? undefined : given;
    // Of many tables on many devices, the space and the bound take seconds.
    yield { done: 0, total: steps, best: standing?.rating ?? Number.POSITIVE_INFINITY };
    const space = spaceOf(document, cost, narrowerWidths(document));
    const start = fitted(space.problem, space.start);
    if (!start) throw nothingFits(document, 'Search');
    const search = searching(space.problem, start, { seed, steps, rounds: ROUNDS });
    const ratingOf = (plan: Plan) => evaluate({ ...document, plan }, cost, given).rating;
    const isJudged = cost.devices !== undefined;
    let kept = standing && { plan: document.plan, rating: standing.rating };
    let shown: unknown;
    for (;;) {
      const next = search.next();
      const { choices, steps: done, bound, gap } = next.value;
      let found: Plan | undefined;
      if (choices !== shown || next.done) {
        const plan = space.plan(choices);
        // Sums in another order: what stands is as good where the search found nothing.
        if (isJudged || next.done) {
          const rating = ratingOf(plan);
          if (!kept || rating < kept.rating) {
            kept = { plan, rating };
            found = plan;
          }
        } else found = plan;
        shown = choices;
      }
      if (next.done) {
        const { plan, rating } = kept!;
        yield {
          ...{ done, total: done, best: rating, plan },
          ...(!isJudged && { bound, gap: gapOf(rating, bound) }),
        };
        return plan;
      }
      yield {
        ...{ done, total: steps },
        ...(isJudged ? { best: kept!.rating } : { best: next.value.best, bound, gap }),
        ...(found && { plan: found }),
      };
    }
  },
};

const gapOf = (best: number, bound: number): number => (bound > 0 ? best / bound - 1 : 0);
