// What to try with this experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'few-sets',
    title: 'learn from a third of the shard sets',
    why: 'A dozen amounts are fitted to fewer devices: see the held-out error of the fit rise, and whether whole steps mind.',
    config: { gridDevices: 13 },
  },
  {
    id: 'slow-links',
    title: 'slow the links between hosts down to a hundredth',
    why: 'The searches then weigh the network too, and keep tables from being cut across hosts.',
    config: { betweenBandwidth: 0.125 },
  },
  {
    id: 'more-rounds',
    title: 'take more samples of every kernel',
    why: 'A quartile of more samples is steadier; what error is left is the terms’ own.',
    config: { rounds: 15 },
  },
  {
    id: 'more-tables',
    title: 'plan more tables',
    why: 'Devices hold more shards, whose errors cancel, and a search has more to move.',
    config: { tables: 24 },
  },
];
