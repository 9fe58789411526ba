// What to try with the DLRM experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'rare-ids',
    title: 'train on a click log where most ids are rare',
    why: 'Rows that are seen once or twice learn next to nothing: the gap to the best possible entropy stays wide.',
    config: { data: 'rare' },
  },
  {
    id: 'no-interaction',
    title: 'take the dot products away from a DLRM',
    why: 'The top network then has to find by itself how user and item meet; compare the distance to the best possible.',
    config: { interaction: 'concat' },
  },
  {
    id: 'wide-rows',
    title: 'make every embedding row eight times as wide',
    why: 'Memory and its traffic grow eightfold and the work of the networks far less: see what that does to the kernel times.',
    config: { dimension: 64 },
  },
  {
    id: 'drift',
    title: 'let the taste of the users turn as time goes by',
    why: 'The truth rotates from one period to the next: the latest impressions count most, so shuffling them hurts.',
    config: { data: 'drift' },
  },
  {
    id: 'sgd-tables',
    title: 'update the tables by plain SGD',
    why: 'Adagrad gives rare rows longer steps than frequent ones; SGD treats all alike and learns the tail later.',
    config: { tableOptimizer: 'sgd' },
  },
];
