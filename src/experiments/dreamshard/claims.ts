// What the paper's abstract says of the learned policy.

import { formatNumber } from '../../base/format';
import type { Claim, ClaimInput, Source } from '../experiment';

export const sources: readonly Source[] = [
  {
    title: 'DreamShard: Generalizable Embedding Table Placement for Recommender Systems',
    authors: 'Zha et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2210.02023',
  },
];

/** What the judges' costs leave to gain, so that a figure can be told from what could be. */
function reasonOf({ metrics }: ClaimInput): string | undefined {
  const { greedyMs, policyMs, patientMs, drawnMs, reachableMs, reachableSpeedUp } = metrics;
  const { largestTableMs, largestSpeedUp } = metrics;
  const all = [greedyMs, policyMs, patientMs, drawnMs, reachableMs, largestTableMs];
  if (all.some((value) => value === undefined)) return undefined;
  const ms = (value: number) => `${formatNumber(Number(value.toPrecision(4)))} ms`;
  const percent = (share: number) => `${formatNumber(Number((100 * share).toPrecision(2)))} %`;
  return `The best greedy rule takes ${ms(greedyMs)} and the policy ${ms(policyMs)}; a second one, with more updates and from as many measured placements, takes ${ms(patientMs)}, and the best of its drawn plans ${ms(drawnMs)}. A local search that asks the judges themselves reaches ${ms(reachableMs)}, ${percent(reachableSpeedUp)} faster than greedy: so much there is to gain. The most costly table by itself takes ${ms(largestTableMs)} on average, so that no plan of whole tables is more than ${percent(largestSpeedUp)} faster.`;
}

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
    reason: reasonOf,
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
    id: 'patient',
    statement:
      'A policy that is updated more often, from as many measured placements, is faster than every greedy rule on average.',
    published: 'derived: a speed-up above 0, in a setting that is not the paper’s',
    source: 'Beside Zha et al. 2022',
    measure: ({ metrics }) => metrics.patientSpeedUp,
    holds: (share) => share > 0,
    untested: 'Needs patientUpdates above 0, and test tasks that every greedy rule and the policy can place.',
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
