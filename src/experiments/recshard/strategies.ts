// The strategies that are compared, each with its plan, what that adds up to, and how long planning took here.

import { type GreedyRule, greedyCosts, greedyPlacement, greedyRules } from '../../sharding/baselines/greedy';
import { differencingPlacement } from '../../sharding/baselines/karmarkarKarp';
import { randomPlacement } from '../../sharding/baselines/random';
import type { EmbeddingTable } from '../../sharding/problem';
import { type PlanSummary, planFits, type SplitPlan, summaryOf } from '../../sharding/recshard/splitPlan';
import type { SplitProblem } from '../../sharding/recshard/splitProblem';
import { awarePlan, spilledPlan } from '../../sharding/recshard/wholeTables';

export interface Strategy {
  name: string;
  /** `published`: a baseline of the paper. `other`: whole tables too. `split`: rows. */
  kind: 'published' | 'other' | 'split';
  /** Seconds that planning took. */
  seconds: number;
  /** Undefined where its plan does not fit. */
  plan?: SplitPlan;
  summary?: PlanSummary;
}

const ruleNames: Record<GreedyRule, string> = {
  size: 'Greedy, size',
  dimension: 'Greedy, dimension',
  lookup: 'Greedy, lookups',
  sizeLookup: 'Greedy, size and lookups',
};

/** One after another, so that a host hears of each. */
export function* wholeTableStrategies(
  tables: readonly EmbeddingTable[],
  problem: SplitProblem,
  seed: number,
): Generator<Strategy, void, void> {
  const { devices, device } = problem;
  const bytes = problem.tables.map(({ rows, rowBytes }) => rows * rowBytes);
  const lookups = tables.map(greedyCosts.lookup);
  const placement = (costs: readonly number[]) => ({
    ...{ costs, bytes, devices },
    capacityBytes: device.fastBytes + device.slowBytes,
  });
  const spilled = (
    costs: readonly number[],
    place: (p: ReturnType<typeof placement>) => readonly number[] | undefined,
  ) => {
    const found = place(placement(costs));
    return found && spilledPlan(problem, found, costs);
  };
  for (const rule of greedyRules)
    yield timed(problem, ruleNames[rule], rule === 'dimension' ? 'other' : 'published', () =>
      spilled(tables.map(greedyCosts[rule]), greedyPlacement),
    );
  yield timed(problem, 'Random', 'other', () => spilled(lookups, (p) => randomPlacement(p, seed)));
  yield timed(problem, 'Largest differences, lookups', 'other', () =>
    spilled(lookups, differencingPlacement),
  );
  yield timed(problem, 'Greedy, lookups, told of both memories', 'other', () => awarePlan(problem, lookups));
}

function timed(
  problem: SplitProblem,
  name: string,
  kind: Strategy['kind'],
  plan: () => SplitPlan | undefined,
): Strategy {
  const start = performance.now();
  return strategyOf(problem, name, kind, plan(), (performance.now() - start) / 1000);
}

export function strategyOf(
  problem: SplitProblem,
  name: string,
  kind: Strategy['kind'],
  plan: SplitPlan | undefined,
  seconds: number,
): Strategy {
  if (!plan || !planFits(problem, plan)) return { name, kind, seconds };
  return { name, kind, seconds, plan, summary: summaryOf(problem, plan) };
}

/** The published baseline whose slowest device is fastest. */
export function bestPublished(strategies: readonly Strategy[]): Strategy | undefined {
  return strategies
    .filter(({ kind, summary }) => kind === 'published' && summary)
    .sort((a, b) => a.summary!.maximum - b.summary!.maximum)[0];
}
