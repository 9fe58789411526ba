// Starting points beside the defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'quick',
    title: 'Quick',
    about: 'one seed and the ramp alone, on few images: a few moments on any GPU',
    config: { seeds: 1, constantArm: false, twoBits: false, samples: 1024, width: 8, epochs: 4 },
  },
  {
    id: 'waves',
    title: 'Sine against hat',
    about: 'the two shapes of the regulariser, seed by seed',
    config: { otherWave: true, constantArm: false, twoBits: false },
  },
  {
    id: 'vit',
    title: 'Transformer',
    about: 'the vision transformer with AdamW and a decoupled pull',
    config: { model: 'vit' },
  },
];
