// What the paper's abstract says of the learned policy.

import type { Claim, Source } from '../experiment';

export const sources: readonly Source[] = [
  {
    title: 'DreamShard: Generalizable Embedding Table Placement for Recommender Systems',
    authors: 'Zha et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2210.02023',
  },
];

const untested = 'Needs test tasks that every greedy rule and the policy can place.';

export const claims: readonly Claim[] = [
  {
    id: 'speed-up',
    statement:
      'A policy learned on other tables places tables 19 % faster than the best greedy rule (predicted by networks that it did not ask; mean over test tasks).',
    published: 'up to 19 % speed-up over the strongest baseline, measured on GPUs',
    source: 'Zha et al. 2022, abstract',
    basis: 'modelled',
    measure: ({ metrics }) => metrics.speedUp,
    holds: (share) => share >= 0.19,
    untested,
  },
  {
    id: 'beyond-greedy',
    statement: 'The policy is faster than every greedy rule on average.',
    published: 'derived: a speed-up above 0',
    source: 'Zha et al. 2022, abstract',
    basis: 'modelled',
    measure: ({ metrics }) => metrics.speedUp,
    holds: (share) => share > 0,
    untested,
  },
  {
    id: 'beyond-local-search',
    statement:
      'The policy is faster than a plain local search that asks the same cost network (its milliseconds over the policy’s, less 1).',
    published: 'does not compare; derived: a share above 0',
    source: 'Local search of moves and swaps, beside Zha et al. 2022',
    basis: 'modelled',
    measure: ({ metrics }) =>
      metrics.localMs === undefined ? undefined : metrics.localMs / metrics.policyMs - 1,
    holds: (share) => share > 0,
    untested,
  },
];
