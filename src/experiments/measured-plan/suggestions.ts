// What to try with this experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'small-tables',
    title: 'shrink its tables to ten thousand rows',
    why: 'Caches then hold what is looked up, and sorts need fewer passes: see how little the times of devices depend on rows alone.',
    config: { mostRows: 10_000 },
  },
  {
    id: 'half-batch',
    title: 'halve its batch',
    why: 'Kernels take half as long only where they are full: what stays is the price of a dispatch.',
    config: { batch: 2048 },
  },
  {
    id: 'slow-links',
    title: 'slow the links between hosts down to a hundredth',
    why: 'The exchanges are modelled: the measured kernels stay, and the step waits for the network.',
    config: { betweenBandwidth: 0.125 },
  },
];
