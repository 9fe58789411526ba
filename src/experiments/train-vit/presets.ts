// Starting points of the vision transformer experiment beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'tiny',
    title: 'Tiny',
    about: 'two narrow blocks and few images: done in a moment on any GPU',
    config: { width: 24, depth: 2, heads: 2, samples: 1024, epochs: 8, warmupEpochs: 1 },
  },
  {
    id: 'deep',
    title: 'Deep',
    about: 'six blocks twice as wide',
    config: { width: 96, depth: 6, heads: 6, dropout: 0.1 },
  },
  {
    id: 'coarse',
    title: 'Coarse patches',
    about: 'patches of four pixels: a quarter of the tokens, so far less attention',
    config: { patch: 4 },
  },
];
