// Starting points beside the defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'quick',
    title: 'Quick',
    about: 'sixty small sets, to see how it goes',
    config: { sets: 60, again: 6, batch: 128, mostRows: 20_000 },
  },
  {
    id: 'card',
    title: 'A graphics card',
    about: 'a batch and tables that keep one busy; much too large for a processor',
    config: { sets: 2000, again: 100, batch: 8192, mostRows: 1_000_000 },
  },
];
