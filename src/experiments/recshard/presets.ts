// Starting points of the row split beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'sixteen-devices',
    title: 'Sixteen devices',
    about: '856 tables on 16 devices of 24 GiB, near half of the model; some seconds',
    config: { tables: 856, devices: 16, memory: 24 },
  },
  {
    id: 'scarce',
    title: 'Scarce memory',
    about: 'fast memory for an eighth of the model',
    config: { memory: 3 },
  },
  {
    id: 'few-tables',
    title: 'Few tables',
    about: 'eight tables on two devices: the split is proved to be the best',
    config: { tables: 8, devices: 2, memory: 2 },
  },
];
