// What to try with this experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'exact-columns',
    title: 'give every number of a row a moment of its own',
    why: 'Adagrad looks at one number at a time, so that cutting columns no longer changes a bit.',
    config: { tableOptimizer: 'adagrad' },
  },
  {
    id: 'half-gradients',
    title: 'send gradients in half precision',
    why: 'Gradients of a mean over a batch are small, and halves end at 6·10⁻⁸: see how many weights stay behind.',
    config: { backwardPrecision: 'fp16' },
  },
  {
    id: 'on-one-host',
    title: 'keep the rows of a large table on one host',
    why: 'Partial sums are then added over the fast links, and one vector a sample crosses to the other hosts.',
    config: { largest: 'table_row_wise' },
  },
  {
    id: 'more-devices',
    title: 'train it on sixteen devices of two hosts',
    why: 'More of a batch’s gradients are added, and nothing more is learnt: the change of the loss stays that of the order of sums.',
    config: { devices: 16, devicesPerHost: 8 },
  },
  {
    id: 'fast-devices',
    title: 'model devices a thousand times as fast as this GPU',
    why: 'The less they compute the more the network decides: see where scaling bends.',
    config: { speedup: 1000 },
  },
];
