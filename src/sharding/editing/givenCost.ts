// Cost models as data: what a reader chose or opened, which the page and its workers each make a model of.

import type { CostBasis, CostModel } from '../costModel';
import type { MeasuredCostsFile } from '../measured/costsFile';
import type { PlannerProblem } from '../torchrec/options';
import type { TrainedNetwork } from '../trained/trainedNetwork';
import { estimatorCost } from './estimatorCost';
import { aboutLearned, learnedCost, learnedTitle } from './learnedCost';
import { type Latencies, measuredCost } from './measuredCost';

/** Can be cloned to a worker and kept in a file. */
export type GivenCost =
  | { kind: 'estimator' }
  /** `file`: what it was read from. */
  | { kind: 'measured'; file: string; costs: MeasuredCostsFile; latencies: Latencies }
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
  measured: {
    about: ({ costs: { adapter, held, range, tables } }) => ({
      title: `Kernels measured on ${adapter}`,
      basis: 'measured',
      about:
        `What pooling, sums, sorts and updates of sets of shards took on ${adapter} (${tables}), fitted; ` +
        `${held.plans} plans that were held back were off by ${percent(held.median)} in the median, ${percent(held.greatest)} at most. ` +
        `It interpolates up to ${whole(range.rows[1])} rows, ${whole(range.columns[1])} columns, ${whole(range.batch[1])} samples and ` +
        `${whole(range.lookups[1])} lookups a sample of a shard, and extrapolates beyond. What a batch looks up is expected from the tables’ statistics. ` +
        'The network, and rows in host memory, are modelled; the networks around the tables are left out.',
    }),
    model: ({ costs, latencies }, problem) => measuredCost(costs, latencies, problem),
  },
  learned: {
    about: ({ network }) => ({
      ...{ title: learnedTitle(network), basis: 'learned', about: aboutLearned(network) },
    }),
    model: ({ network }, problem) => learnedCost(network, problem),
  },
};

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
const whole = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en');

/** The kind is that of the same record. */
const kindOf = <Given extends GivenCost>(given: Given) => kinds[given.kind] as unknown as CostKind<Given>;

export const aboutCost = (given: GivenCost): CostAbout => kindOf(given).about(given);

export const costModelOf = (given: GivenCost, problem: PlannerProblem): CostModel =>
  kindOf(given).model(given, problem);
