// What to try with the learned policy.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'more-updates',
    title: 'update the policy ten times as often',
    why: 'The estimated process costs no machine time: only the cost network’s errors bound what more updates can bring.',
    config: { policyUpdates: 100 },
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
