// What is claimed of the port and of the search. Published ratings are those that TorchRec 1.4's own planner gives for
// MLPerf's tables; where only the page's arithmetic is at stake the claim says so.

import type { Claim, ClaimInput, Source } from '../experiment';
import { defaultsOf } from '../schema';
import { schema } from './schema';

export const sources: readonly Source[] = [
  {
    title: 'TorchRec: a PyTorch Domain Library for Recommendation Systems',
    authors: 'Ivchenko et al.',
    year: 2022,
    link: 'https://doi.org/10.1145/3523227.3547387',
  },
  {
    title: 'TorchRec 1.4, torchrec/distributed/planner',
    authors: 'Meta Platforms',
    year: 2025,
    link: 'https://github.com/meta-pytorch/torchrec',
  },
  {
    title: 'New Classes of Fast Lower Bounds for Bin Packing Problems',
    authors: 'Fekete, Schepers',
    year: 2001,
    link: 'https://doi.org/10.1007/s101070100243',
  },
];

const PARITY = 1e-12;
const SEARCH = ['steps', 'rounds', 'narrowest', 'modulePath', 'tableCount', 'mixedDimensions'];

/** Whether a run planned MLPerf's tables with everything but these settings at its default, and without a file. */
function isDefault({ config, metrics }: ClaimInput, differing: Record<string, unknown>): boolean {
  const expected: Record<string, unknown> = { ...defaultsOf(schema), ...differing };
  return (
    metrics.fromFile === 0 &&
    Object.entries(config).every(([key, value]) => SEARCH.includes(key) || value === expected[key])
  );
}

const relative = (ours: number | undefined, published: number) =>
  ours === undefined ? undefined : Math.abs(ours / published - 1);

interface Setup {
  id: string;
  name: string;
  config: Record<string, unknown>;
  /** Milliseconds: TorchRec's ratings by metric, and what a plain local search from the default planner's plan came to. */
  ratings: Record<string, number>;
  local?: number;
}

const setups: readonly Setup[] = [
  {
    id: 'mlperf-8',
    name: 'MLPerf’s 26 tables on eight devices',
    config: {},
    ratings: {
      plannerMs: 0.5216678887306647,
      dynamicProgrammingMs: 0.5869676808981327,
    },
    local: 0.5089,
  },
  {
    id: 'mlperf-16',
    name: 'MLPerf’s 26 tables on two hosts of eight devices',
    config: { ranks: 16 },
    ratings: { greedyMs: 2.4821720261504687, uniformMs: 3.4527506238242047 },
    local: 2.0444,
  },
  {
    id: 'mlperf-untold',
    name: 'MLPerf’s 26 tables on eight devices, lookups taken as one',
    config: { pooling: 'one' },
    ratings: { plannerMs: 0.15741490732998883, dynamicProgrammingMs: 0.15741490732998883 },
  },
];

const ratingNames: Readonly<Record<string, string>> = {
  ...{ plannerMs: 'default', greedyMs: 'greedy', uniformMs: 'uniform' },
  dynamicProgrammingMs: 'dynamic programming',
};

const ratingClaim = ({ id, name, config, ratings }: Setup): Claim => ({
  id: `rating-${id}`,
  statement: `${name}: the planner here comes to the ratings of TorchRec’s own.`,
  published: Object.entries(ratings)
    .map(([key, value]) => `${ratingNames[key]} ${value.toFixed(4)} ms`)
    .join(', '),
  source: 'TorchRec 1.4, run on the same tables; shown is the largest relative difference',
  measure: (input) => {
    if (!isDefault(input, config)) return undefined;
    const errors = Object.entries(ratings).map(([key, value]) => relative(input.metrics[key], value));
    return errors.includes(undefined) ? undefined : Math.max(...(errors as number[]));
  },
  holds: (error) => error <= PARITY,
  untested: 'Needs these tables, ranks and settings, and no file.',
});

const localClaim = ({ id, name, config, local }: Setup): Claim => ({
  id: `search-${id}`,
  statement: `${name}: in the planner’s own space the search comes at least as low as a plain local search from the same plan.`,
  published: `${local} ms, from the default planner’s plan, in TorchRec’s objective`,
  source: 'a local search over moves and cuts, rated by TorchRec 1.4; modelled time',
  basis: 'modelled',
  measure: (input) => (isDefault(input, config) ? input.metrics.improvedMs : undefined),
  holds: (rating) => rating <= local! + 5e-5,
  untested: 'Needs these tables, ranks and settings, and no file.',
});

export const claims: readonly Claim[] = [
  {
    id: 'estimator-parity',
    statement: 'Every estimate of time and memory in a file that TorchRec wrote is the same here.',
    published: 'TorchRec 1.4’s own numbers; largest relative difference at most 1e-12',
    source: 'TorchRec 1.4, EmbeddingPerfEstimator and EmbeddingStorageEstimator',
    measure: ({ metrics }) => metrics.maxRelativeError,
    holds: (error) => error <= PARITY,
    untested: 'Needs a file of estimator cases.',
  },
  {
    id: 'rating-parity',
    statement: 'Every plan in a file that TorchRec wrote is rated the same here.',
    published: 'TorchRec 1.4’s own ratings; largest relative difference at most 1e-12',
    source: 'TorchRec 1.4, EmbeddingShardingPlanner',
    measure: ({ metrics }) => metrics.maxRatingError,
    holds: (error) => error <= PARITY,
    untested: 'Needs a file of planner runs.',
  },
  {
    id: 'plan-parity',
    statement: 'The planner here comes to the very plans of a file that TorchRec wrote.',
    published: 'TorchRec 1.4’s own plans; the share that is the same is 1',
    source: 'TorchRec 1.4, proposers and partitioners',
    measure: ({ metrics }) => metrics.plansReproduced / metrics.plansReplanned,
    holds: (share) => share === 1,
    untested: 'Needs a file of planner runs by proposers that are known here.',
  },
  ...setups.map(ratingClaim),
  ...setups.filter(({ local }) => local !== undefined).map(localClaim),
  {
    id: 'never-worse',
    statement: 'The search never makes a plan slower, in the planner’s own space.',
    published: 'by construction: the improvement is at least 0',
    source: 'checked on every run',
    basis: 'modelled',
    measure: ({ metrics }) => metrics.leastImprovement ?? metrics.improvement,
    holds: (improvement) => improvement >= -PARITY,
    untested: 'Needs a plan to improve.',
  },
  {
    id: 'valid',
    statement: 'Improved plans cover every table, tile it exactly, and fit in memory.',
    published: 'no problem in any plan',
    source: 'checked on every run',
    measure: ({ metrics }) => metrics.planProblems,
    holds: (problems) => problems === 0,
    untested: 'Needs a plan to improve.',
  },
];
