// The paper's headline against this model of a machine. Only the abstract's figures are quoted.

import type { Claim, Source } from '../experiment';

export const sources: readonly Source[] = [
  {
    title: 'RecShard: Statistical Feature-Based Memory Optimization for Industry-Scale Neural Recommendation',
    authors: 'Sethi et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2201.10095',
  },
];

const source =
  'Sethi et al. 2022, abstract: measured on GPUs with tables of its own; here modelled from bytes and bandwidths';
const untested = 'Needs a published baseline whose plan fits, and a row split that still has a slow lookup.';

export const claims: readonly Claim[] = [
  {
    id: 'throughput',
    statement:
      'Splitting tables by rows makes the slowest device’s embeddings more than six times faster than the best heuristic with whole tables (modelled).',
    published: 'more than 6× on average, training throughput of embeddings',
    source,
    basis: 'modelled',
    measure: ({ metrics }) => metrics.bottleneckRatio,
    holds: (ratio) => ratio > 6,
    untested,
  },
  {
    id: 'balance',
    statement:
      'Devices are more than twelve times better balanced: the standard deviation of their times (modelled).',
    published: 'more than 12× better load balance',
    source,
    basis: 'modelled',
    measure: ({ metrics }) => metrics.balanceRatio,
    holds: (ratio) => ratio > 12,
    untested,
  },
  {
    id: 'slow-accesses',
    statement: 'More than 87 times fewer lookups go to slow memory (modelled, unseen rows as set).',
    published: 'more than 87× fewer accesses to slow memory',
    source,
    basis: 'modelled',
    measure: ({ metrics }) => metrics.slowAccessRatio,
    holds: (ratio) => ratio > 87,
    untested: `${untested} Where unseen rows are taken never to be looked up there may be none.`,
  },
  {
    id: 'dead-rows',
    statement:
      'A hash table with as many values as rows leaves more than a third of its rows unused (counted).',
    published: 'says that many rows stay unused; derived: 1/e, 36.8 %',
    source: 'Sethi et al. 2022, abstract; arithmetic',
    measure: ({ metrics }) => metrics.deadShareOfFullHash,
    holds: (share) => Math.abs(share - Math.exp(-1)) < 0.02,
    untested: 'Needs the run to end.',
  },
];
