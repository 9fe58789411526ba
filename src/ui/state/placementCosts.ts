// The cost models that a plan can be judged by: TorchRec's estimator, and whatever the reader measured, trained or opened.

import { create } from 'zustand';
import type { CostModel } from '../../sharding/costModel';
import { costModelOf, type GivenCost } from '../../sharding/editing/givenCost';
import type { PlannerProblem } from '../../sharding/torchrec/options';

export const estimator: GivenCost = { kind: 'estimator' };

/** In the order in which they came. */
export const useCosts = create<{ costs: readonly GivenCost[] }>()(() => ({ costs: [estimator] }));

/** Adds a cost to those that can be chosen; one in the place of another where it is that under other numbers. */
export function offerCost(given: GivenCost, instead?: GivenCost): void {
  const { costs } = useCosts.getState();
  const at = instead ? costs.indexOf(instead) : -1;
  useCosts.setState({ costs: at < 0 ? [...costs, given] : costs.with(at, given) });
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
