// Starting points beside the defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'quick',
    title: 'Quick',
    about: 'two devices and a few steps',
    config: { devices: 2, steps: 8, batch: 256, samples: 8192, testSamples: 1024 },
  },
  {
    id: 'eight',
    title: 'Eight devices',
    about: 'two hosts of four, the largest tables in a grid',
    config: { devices: 8, devicesPerHost: 4, largest: 'grid_shard', dimension: 32 },
  },
  {
    id: 'long',
    title: 'Long',
    about: 'enough steps for small differences to grow',
    config: { steps: 600, samples: 320_000, testSamples: 20_000 },
  },
];
