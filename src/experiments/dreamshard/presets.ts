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
    id: 'patient',
    title: 'Patient',
    about: 'ten times as many policy updates at a higher rate; nothing more is measured',
    config: { policyUpdates: 100, learningRate: 0.001 },
  },
];
