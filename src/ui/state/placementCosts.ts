// The cost models that a plan can be judged by: TorchRec's estimator, and whatever the reader measured, trained or opened.

import { create } from 'zustand';
import type { CostModel } from '../../sharding/costModel';
import { aboutCost, costModelOf, type GivenCost } from '../../sharding/editing/givenCost';
import type { PlannerProblem } from '../../sharding/torchrec/options';

export const estimator: GivenCost = { kind: 'estimator' };

/** In the order in which they came. */
export const useCosts = create<{ costs: readonly GivenCost[] }>()(() => ({ costs: [estimator] }));

/** Adds a cost to those that can be chosen; one in the place of another where it is that under other numbers. */
export function offerCost(given: GivenCost, instead?: GivenCost): void {
  const { costs } = useCosts.getState();
  const at = instead ? costs.indexOf(instead) : -1;
  if (at >= 0) identities.set(given, identityOf(costs[at]));
  useCosts.setState({ costs: at < 0 ? [...costs, given] : costs.with(at, given) });
}

const identities = new WeakMap<GivenCost, number>();
let last = 0;

/** The same as long as it is there, under whatever numbers; two files of one adapter have two. */
export function identityOf(given: GivenCost): number {
  const identity = identities.get(given) ?? ++last;
  identities.set(given, identity);
  return identity;
}

/** What each is called in a list of all: where titles are alike, with the file it is from, and which of those. */
export function costNames(costs: readonly GivenCost[]): string[] {
  const titles = costs.map((given) => aboutCost(given).title);
  const longer = costs.map((given, at) =>
    titles.filter((title) => title === titles[at]).length > 1 && given.kind === 'measured'
      ? `${titles[at]} (${given.file})`
      : titles[at],
  );
  return longer.map((name, at) => {
    const before = longer.slice(0, at).filter((other) => other === name).length;
    return before ? `${name}, ${before + 1}` : name;
  });
}

const known = new WeakMap<PlannerProblem, WeakMap<GivenCost, CostModel>>();

/** The same model for the same problem, so that what was evaluated with it is kept. */
export function costOf(problem: PlannerProblem, given: GivenCost): CostModel {
  const own = known.get(problem) ?? new WeakMap<GivenCost, CostModel>();
  known.set(problem, own);
  const model = own.get(given) ?? costModelOf(given, problem);
  own.set(given, model);
  return model;
}
