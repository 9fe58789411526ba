// Starting points of the learned costs beside their defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'quick',
    title: 'A first look',
    about: 'two seeds, 30 epochs, two tasks',
    config: { seeds: 2, epochs: 30, tasks: 2 },
  },
  {
    id: 'paper-training',
    title: 'The paper’s training',
    about:
      'its features, 1,000 epochs, batches of 512, learning rate 0.001; minutes on a GPU, much longer on a CPU',
    config: { features: 'published', epochs: 1000, batch: 512, learningRate: 0.001 },
  },
  {
    id: 'few-sets',
    title: 'A few hundred sets',
    about: 'small steps and more epochs, for sets that were measured here',
    config: { epochs: 150, batch: 16 },
  },
  {
    id: 'costs-alone',
    title: 'Costs alone',
    about: 'trains and tests networks and searches nothing',
    config: { tasks: 0 },
  },
];
