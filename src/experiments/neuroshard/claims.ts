// What the paper, and a public run of its code, say of learned costs and of the search.

import type { Claim, Metrics, Source } from '../experiment';

export const sources: readonly Source[] = [
  {
    title: 'Pre-train and Search: Efficient Embedding Table Sharding with Pre-trained Neural Cost Models',
    authors: 'Zha et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2305.01868',
  },
  {
    title: 'csharding: NeuroShard with costs measured on CPUs',
    authors: 'citz73',
    year: 2024,
    link: 'https://github.com/citz73/csharding',
  },
];

/** Whether the samples are those of the public run: as many, and as costly on average. */
const isPublicRun = ({ samples, meanMs, measured }: Metrics): boolean =>
  measured === 1 && samples === 5019 && Math.abs(meanMs - 660) < 1;

export const claims: readonly Claim[] = [
  {
    id: 'compute-error',
    statement:
      'Networks learn what sets of tables cost on 4 processes with a smaller mean squared error than the public run of NeuroShard’s code logged (other splits of the same samples, measured).',
    published: '2,587 ms² on one test split whose seed is not known',
    source: 'citz73/csharding, log of the training on measured_compute_4',
    measure: ({ metrics }) => (isPublicRun(metrics) ? metrics.testMse : undefined),
    holds: (error) => error < 2587,
    untested:
      'Needs the 5,019 measured costs of that run: --data measured_compute_4.txt --data tables856.json.',
  },
  {
    id: 'exchange-error',
    statement:
      'Networks predict what exchanges cost with a smaller squared error than least squares of five sums (larger of the two directions’ ratios, measured).',
    published: 'trains networks and gives no linear model beside them; derived: a ratio below 1',
    source: 'Zha et al. 2023; least squares on the same splits',
    measure: ({ metrics }) =>
      Math.max(
        metrics.forwardTestMse / metrics.forwardLinearMse,
        metrics.backwardTestMse / metrics.backwardLinearMse,
      ),
    holds: (ratio) => ratio < 1,
    untested: 'Needs a file of measured exchanges.',
  },
  {
    id: 'search',
    statement:
      'Column splits found by beam search lower the cost of the slowest device by 23.8 % against the best greedy rule (predicted by networks that the search did not ask; mean over tasks).',
    published: 'up to 23.8 % over the state of the art, on its benchmark and on GPUs',
    source: 'Zha et al. 2023, abstract',
    basis: 'modelled',
    measure: ({ metrics }) => metrics.searchImprovement,
    holds: (share) => share >= 0.238,
    untested:
      'Needs tasks that every greedy rule can place: raise memory, or lower largestDimension, where there are none.',
  },
  {
    id: 'beyond-local-search',
    statement:
      'Column splits do better than a plain local search that leaves tables whole and asks the same networks (share of its cost that they save).',
    published: 'does not compare; derived: a share above 0',
    source: 'Local search of moves and swaps, beside Zha et al. 2023',
    basis: 'modelled',
    measure: ({ metrics }) =>
      metrics.localMs === undefined ? undefined : 1 - metrics.searchMs / metrics.localMs,
    holds: (share) => share > 0,
    untested:
      'Needs tasks that every greedy rule can place: raise memory, or lower largestDimension, where there are none.',
  },
];
