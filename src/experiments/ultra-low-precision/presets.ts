// Starting points below four bits beside the defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'moment',
    title: 'A moment',
    about: 'half the width, few images and small products: done in a minute on any GPU',
    config: { width: 8, resolution: 8, samples: 1024, epochs: 2, matrixSize: 96, vectorSize: 256, rounds: 3 },
  },
  {
    id: 'binary',
    title: 'One bit each',
    about: 'activations 0 or s, weights ±1: ands and counts alone',
    config: { activationBits: 1 },
  },
  {
    id: 'gpu',
    title: 'For a GPU',
    about: 'products large enough to fill one, and layers of ImageNet’s size',
    config: { matrixSize: 1024, vectorSize: 4096, layers: 'resnet-18', rounds: 20, width: 32, depth: 20 },
  },
];
