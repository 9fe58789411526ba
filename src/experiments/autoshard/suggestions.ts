// What to try with AutoShard.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'longer',
    title: 'train four times as long',
    why: 'The reward still rises when the learning rate has fallen to nothing: see what more episodes bring.',
    config: { updates: 500 },
  },
  {
    id: 'more-devices',
    title: 'place on 8 devices',
    why: 'With fewer tables on each, one table too many shows more: every strategy balances worse, and learning has more to gain.',
    config: { devices: 8 },
  },
  {
    id: 'few-tasks',
    title: 'learn from five tasks',
    why: 'What is learned of few tables need not hold for others: compare trained with unseen tables.',
    config: { trainingTasks: 5 },
  },
  {
    id: 'few-costs',
    title: 'update the cost network a tenth as often',
    why: 'It orders the tables and tells the policy how busy devices are: see how much hangs on it.',
    config: { costUpdates: 2 },
  },
];
