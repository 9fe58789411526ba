// Settings of the planner: the search that goes on from its plan.

import { integer } from '../schema';

const search = { group: 'Search' } as const;

export const searchSettings = {
  steps: integer({
    ...search,
    label: 'Steps',
    default: 1_500_000,
    minimum: 1000,
    maximum: 1e9,
    logarithmic: true,
    help: 'Changes that each of the two searches weighs.',
  }),
  rounds: integer({
    ...search,
    label: 'Rounds',
    default: 6,
    minimum: 1,
    maximum: 1000,
    help: 'Into which they are divided; each cools down anew.',
  }),
  narrowest: integer({
    ...search,
    label: 'Narrowest column shard of the second search',
    unit: 'columns',
    default: 32,
    minimum: 0,
    maximum: 4096,
    help: 'Halves of the planner’s width down to this one are allowed; 0 leaves the second search out.',
  }),
};
