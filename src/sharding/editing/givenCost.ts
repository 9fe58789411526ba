// Cost models as data: what a reader chose or opened, which the page and its workers each make a model of.

import type { CostBasis, CostModel } from '../costModel';
import type { PlannerProblem } from '../torchrec/options';
import type { TrainedNetwork } from '../trained/trainedNetwork';
import { estimatorCost } from './estimatorCost';
import { aboutLearned, LEARNED_COSTS, learnedCost } from './learnedCost';

/** Can be cloned to a worker and kept in a file. */
export type GivenCost =
  | { kind: 'estimator' }
  /** Costs that a network has learned. */
  | { kind: 'learned'; network: TrainedNetwork<'neuroshard'> };

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
  learned: {
    about: ({ network }) => ({
      ...{ title: LEARNED_COSTS, basis: 'learned', about: aboutLearned(network) },
    }),
    model: ({ network }, problem) => learnedCost(network, problem),
  },
};

/** The kind is that of the same record. */
const kindOf = <Given extends GivenCost>(given: Given) => kinds[given.kind] as unknown as CostKind<Given>;

export const aboutCost = (given: GivenCost): CostAbout => kindOf(given).about(given);

export const costModelOf = (given: GivenCost, problem: PlannerProblem): CostModel =>
  kindOf(given).model(given, problem);
