// What to try with the learned policy.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'more-placements',
    title: 'measure ten times as many placements',
    why: 'The cost network’s errors shrink, and the patient policy and the local search gain; the policy itself hardly does, for it is updated as rarely as before.',
    config: { placements: 100, costUpdates: 1000 },
  },
  {
    id: 'more-tables',
    title: 'place 50 tables a task',
    why: 'With many tables greedy rules balance well by themselves: watch the gain shrink.',
    config: { tablesOfTask: 50 },
  },
  {
    id: 'more-devices',
    title: 'place on 8 devices',
    why: 'Fewer tables a device, and a mistake weighs more.',
    config: { devices: 8 },
  },
];
