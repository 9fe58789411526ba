// What to try with this experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'more-sets',
    title: 'measure a thousand sets',
    why: 'What a network learns is bounded by what it has seen: train on both files and see the test error fall.',
    config: { sets: 1000 },
  },
  {
    id: 'small-tables',
    title: 'shrink tables to ten thousand rows',
    why: 'Caches then hold what is looked up: see how much nearer least squares come when no set pays for memory.',
    config: { mostRows: 10_000 },
  },
  {
    id: 'single-tables',
    title: 'measure tables one by one',
    why: 'Each set then holds one table: see what a table costs by itself, dispatches and all, and that sets take less than their sum.',
    config: { mostTables: 1 },
  },
];
