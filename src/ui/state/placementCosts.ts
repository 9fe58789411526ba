// The cost models that a plan can be judged by. Each is a choice of the reader; where a number comes from is said
// wherever it stands.

import type { CostBasis, CostModel } from '../../sharding/costModel';
import { estimatorCost } from '../../sharding/editing/estimatorCost';
import type { PlannerProblem } from '../../sharding/torchrec/options';

export interface CostChoice {
  id: string;
  title: string;
  basis: CostBasis;
  about: string;
  of(problem: PlannerProblem): CostModel;
}

export const costChoices: readonly CostChoice[] = [
  {
    id: 'estimator',
    title: 'TorchRec’s estimator',
    basis: 'modelled',
    about:
      'Bytes over bandwidths, as TorchRec 1.4 plans: all parts of a device’s time add up, without overlap or launch overhead.',
    of: estimatorCost,
  },
];

export const costChoice = (id: string): CostChoice =>
  costChoices.find((one) => one.id === id) ?? costChoices[0];

const known = new WeakMap<PlannerProblem, Map<string, CostModel>>();

/** The same model for the same problem, so that what was evaluated with it is kept. */
export function costOf(problem: PlannerProblem, id: string): CostModel {
  const own = known.get(problem) ?? new Map<string, CostModel>();
  known.set(problem, own);
  const model = own.get(id) ?? costChoice(id).of(problem);
  own.set(id, model);
  return model;
}
