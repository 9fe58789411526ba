// Starting points beside the defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'quick',
    title: 'Quick',
    about: 'few small tables, few shards and plans',
    config: {
      ...{ tables: 4, mostRows: 2000, mostLookups: 4, batch: 128, dimension: 16, devices: 2 },
      ...{ gridDevices: 16, learntPlans: 4, plans: 4, rounds: 3, searchSteps: 50_000 },
    },
  },
  {
    id: 'eight',
    title: 'Eight devices',
    about: 'two hosts of four, sixteen tables',
    config: { tables: 16, devices: 8, devicesPerHost: 4 },
  },
  {
    id: 'wide',
    title: 'Wide rows',
    about: 'more numbers in a row, so that reading and adding weigh more than sorting',
    config: { dimension: 128, mostLookups: 8, leastColumns: 32 },
  },
];
