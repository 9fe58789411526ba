// Starting points of the DLRM experiment beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'tiny',
    title: 'Tiny',
    about: 'a tenth of the log: done in a moment on any GPU',
    config: { samples: 32_768, testSamples: 4096, evaluateEvery: 16 },
  },
  {
    id: 'large',
    title: 'Large',
    about: 'rows of 32 numbers, wider networks and a log five times as long',
    config: { dimension: 32, bottom: '128-64', top: '256-128-64', samples: 1_600_000, batch: 2048 },
  },
  {
    id: 'rare',
    title: 'Rare ids',
    about: 'a log where most ids are seen once or twice',
    config: { data: 'rare' },
  },
];
