// Starting points of the planner beside its default, which is MLPerf's tables on eight devices.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'two-hosts',
    title: 'Two hosts',
    about:
      'MLPerf’s tables on sixteen devices, eight a host: exchanges between hosts cost forty-eight times as much',
    config: { ranks: 16 },
  },
  {
    id: 'unknown-pooling',
    title: 'Pooling unknown',
    about: 'as TorchRec plans when nobody tells it how many rows a sample looks up',
    config: { pooling: 'one' },
  },
  {
    id: 'made-up',
    title: 'Made-up tables',
    about: 'sixty tables of mixed widths like those of a model at Meta, on four devices',
    config: { tables: 'generated', ranks: 4, ranksPerHost: 4, mixedDimensions: true, batch: 4096 },
  },
];
