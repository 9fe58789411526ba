// Starting points of the int8 inference experiment beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'tiny',
    title: 'Tiny',
    about: 'half the width and few images: done in a moment on any GPU',
    config: { width: 8, samples: 1024, epochs: 4, calibration: 128 },
  },
  {
    id: 'transformer',
    title: 'Vision transformer',
    about: 'integer products between attention and norms that stay real',
    config: { network: 'vit' },
  },
  {
    id: 'four-bits',
    title: 'Four-bit weights',
    about: 'few enough codes for the techniques to differ',
    config: { weightBits: 4 },
  },
];
