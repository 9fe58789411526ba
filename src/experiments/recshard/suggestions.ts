// What to try with the row split.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'in-sample',
    title: 'take rows that the sample did not show never to be looked up',
    why: 'Every row that was seen fits into fast memory, and no lookup is slow any more: how a split fitted to a sample can look better than it will do.',
    config: { accounting: 'inSample' },
  },
  {
    id: 'ablation',
    title: 'let the plan know less of how features are looked up',
    why: 'Skew alone says which rows of a table are hot, but not which tables are: see how the balance suffers.',
    config: { knows: 'all' },
  },
  {
    id: 'scarce',
    title: 'leave fast memory for an eighth of the model',
    why: 'Whole tables spill for the most part. The split gives up rows that few samples look up, and no more.',
    config: { memory: 3 },
  },
  {
    id: 'fast-link',
    title: 'connect the host by a link of 450 GB/s',
    why: 'Slow memory is slow no more: look at what is left of the gain.',
    config: { linkBandwidth: 450 },
  },
];
