// TorchRec's estimator as a cost model.

import type { CostModel } from '../costModel';
import { perfsOf } from '../torchrec/contract';
import type { PlannerProblem } from '../torchrec/options';

export const estimatorCost = (problem: PlannerProblem): CostModel => ({
  name: 'TorchRec’s estimator',
  basis: 'modelled',
  shards: (own) => perfsOf(problem, own),
});
