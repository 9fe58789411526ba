// What is claimed of a plan that is run.

import type { Claim } from '../experiment';
import { TOLERANCE } from '../measured-costs/tolerance';

export { sources } from '../measured-costs/claims';

export const claims: readonly Claim[] = [
  {
    id: 'plan-predicted',
    statement:
      'The kernels of the slowest device take what the measured costs predict of it, within 15 % (relative error).',
    published: 'gives no figure; the threshold is ours',
    source: 'checked here, on lookups that are drawn from the tables’ statistics',
    untested: 'Needs a file of measured costs beside the plan.',
    measure: ({ metrics }) =>
      metrics.slowestRelativeError === undefined ? undefined : Math.abs(metrics.slowestRelativeError),
    holds: (error) => error <= TOLERANCE,
  },
];
