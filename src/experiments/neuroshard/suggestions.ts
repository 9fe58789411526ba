// What to try with learned costs.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'few-samples',
    title: 'learn from 200 sets of tables',
    why: 'Measuring sets is what costs machine time. See how the test error grows, and how little the plans suffer from it.',
    config: { samples: 200 },
  },
  {
    id: 'average',
    title: 'average three networks a seed',
    why: 'Errors that single networks make by chance cancel: the mean squared error falls, at three times the training.',
    config: { members: 3 },
  },
  {
    id: 'published',
    title: 'tell networks the published twenty features alone',
    why: 'Work is lookups times dimension, and a network of sums and ReLUs finds products only bit by bit. See what being told costs nothing and saves.',
    config: { features: 'published' },
  },
  {
    id: 'whole-tables',
    title: 'leave tables whole',
    why: 'What remains of the gain without column splits: the learned cost by itself, against the greedy rules.',
    config: { levels: 0 },
  },
];
