// Starting points of the ResNet experiment beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'tiny',
    title: 'Tiny',
    about: 'half the width and few images: done in a moment on any GPU',
    config: { width: 8, samples: 1024, epochs: 4 },
  },
  {
    id: 'deep',
    title: 'Deep',
    about: 'twenty layers for twice as long',
    config: { depth: 20, epochs: 20 },
  },
  {
    id: 'wide',
    title: 'Wide',
    about: 'four times the filters on larger images, to give a GPU something to do',
    config: { width: 64, resolution: 32, samples: 16_384, batch: 128 },
  },
];
