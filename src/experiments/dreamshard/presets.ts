// Starting points of the learned policy beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'quick',
    title: 'A first look',
    about: 'four iterations, ten tasks each',
    config: { iterations: 4, trainingTasks: 10, testTasks: 10, epochs: 30 },
  },
  {
    id: 'measured-more',
    title: 'A thousand placements',
    about: 'ten times as many measured placements, and as much training of the cost network on them',
    config: { placements: 100, costUpdates: 1000 },
  },
];
