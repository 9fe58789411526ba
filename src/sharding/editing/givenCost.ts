// Cost models as data: what a reader chose or opened, which the page and its workers each make a model of.

import type { CostBasis, CostModel } from '../costModel';
import type { PlannerProblem } from '../torchrec/options';
import { estimatorCost } from './estimatorCost';

/** Can be cloned to a worker and kept in a file. */
export type GivenCost = { kind: 'estimator' };

export interface CostAbout {
  title: string;
  basis: CostBasis;
  /** What it counts and what it leaves out. */
  about: string;
}

interface CostKind<Given extends GivenCost> {
  about(given: Given): CostAbout;
  /** Throws `ConfigError` where it knows nothing of such a problem. */
  model(given: Given, problem: PlannerProblem): CostModel;
}

const kinds: { [Kind in GivenCost['kind']]: CostKind<Extract<GivenCost, { kind: Kind }>> } = {
  estimator: {
    about: () => ({
      title: 'TorchRec’s estimator',
      basis: 'modelled',
      about:
        'Bytes over bandwidths, as TorchRec 1.4 plans: all parts of a device’s time add up, without overlap or launch overhead.',
    }),
    model: (_, problem) => estimatorCost(problem),
  },
};

export const aboutCost = (given: GivenCost): CostAbout => kinds[given.kind].about(given);

export const costModelOf = (given: GivenCost, problem: PlannerProblem): CostModel =>
  kinds[given.kind].model(given, problem);
