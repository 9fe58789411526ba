// What the paper says of the policy.

import type { Claim, Source } from '../experiment';

export const sources: readonly Source[] = [
  {
    title: 'AutoShard: Automated Embedding Table Sharding for Recommender Systems',
    authors: 'Zha et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2208.06399',
  },
];

const paper = 'Zha et al. 2022, KDD';
const untested = 'Needs test tasks that every greedy rule, the local search and the policy can place.';

/** Of the balance that is kept on unseen tables. */
const KEPT = 0.95;
/** Seconds that "seconds" are taken to be. */
const SECONDS = 10;

export const claims: readonly Claim[] = [
  {
    id: 'balance',
    statement:
      'The policy balances devices better than every greedy rule on tables that it has never seen (shortest over longest time of a device, over that of the best rule, less 1; judged by networks that it did not ask; mean over test tasks).',
    published: 'maximises that ratio, measured on GPUs; derived: a share above 0',
    basis: 'modelled',
    source: paper,
    measure: ({ metrics: { policyBalance, greedyBalance } }) =>
      policyBalance === undefined ? undefined : policyBalance / greedyBalance - 1,
    holds: (share) => share > 0,
    untested,
  },
  {
    id: 'unseen-tables',
    statement:
      'The policy transfers to tables that it has never seen: beside a local search on the same tasks it balances them as well as those that it was trained on (its ratio over the search’s on the former, over that on the latter).',
    published: 'transfers to unseen tables; derived: 0.95 or more',
    basis: 'modelled',
    source: paper,
    measure: ({ metrics: { policyBalance, localBalance, trainedBalance, trainedLocalBalance } }) =>
      policyBalance === undefined || trainedBalance === undefined
        ? undefined
        : policyBalance / localBalance / (trainedBalance / trainedLocalBalance),
    holds: (ratio) => ratio >= KEPT,
    untested,
  },
  {
    id: 'other-counts',
    statement:
      'The policy transfers to other numbers of tables: on half and on twice as many it still balances better than every greedy rule (the smaller of the two gains).',
    published: 'transfers to other table counts; derived: a share above 0',
    basis: 'modelled',
    source: paper,
    measure: ({ metrics: { halfGain, doubleGain } }) =>
      halfGain === undefined || doubleGain === undefined ? undefined : Math.min(halfGain, doubleGain),
    holds: (share) => share > 0,
    untested,
  },
  {
    id: 'seconds',
    statement: 'The policy places 200 tables in seconds (measured here).',
    published: 'shards hundreds of tables in seconds; derived: under 10 s',
    source: paper,
    measure: ({ metrics }) => metrics.manyTablesSeconds,
    holds: (seconds) => seconds < SECONDS,
    untested: 'Needs 200 tables in the tasks: raise trainingTasks and testTasks, or tablesOfTask.',
  },
  {
    id: 'beyond-local-search',
    statement:
      'The policy’s slowest device is faster than that of a plain local search which asks the policy’s cost network (its milliseconds over the policy’s, less 1; unseen tables).',
    published: 'does not compare; derived: a share above 0',
    basis: 'modelled',
    source: `Local search of moves and swaps, beside ${paper}`,
    measure: ({ metrics: { localMs, policyMs } }) =>
      localMs === undefined ? undefined : localMs / policyMs - 1,
    holds: (share) => share > 0,
    untested,
  },
];
