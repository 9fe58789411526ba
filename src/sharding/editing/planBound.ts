// A lower bound on the rating of every plan of a problem, whatever is edited.

import type { CostModel } from '../costModel';
import type { PlannerProblem } from '../torchrec/options';

/** Milliseconds; kept once computed. Undefined of a cost that does not add up. */
export function planBound(_problem: PlannerProblem, _cost: CostModel): number | undefined {
  throw new Error('to come');
}
