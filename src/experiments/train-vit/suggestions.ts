// What to try with the vision transformer experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'no-warmup',
    title: 'train a vision transformer without warm-up',
    why: 'AdamW takes its longest steps while its averages are young: watch the gradient norm of the first steps.',
    config: { warmupEpochs: 0 },
  },
  {
    id: 'fine-patches',
    title: 'cut the images into single pixels',
    why: 'Four times the tokens: the scores of attention are sixteen times as many. See its share in the kernel times.',
    config: { patch: 1, epochs: 10, warmupEpochs: 1 },
  },
  {
    id: 'one-head',
    title: 'give each block a single attention head',
    why: 'As many parameters and as much work as with four heads, but every token can look at one mixture of places only.',
    config: { heads: 1 },
  },
  {
    id: 'no-clipping',
    title: 'leave the gradient unclipped at three times the rate',
    why: 'The gradient norm is still reported: look for spikes, and for what the loss does after them.',
    config: { clipNorm: 0, learningRate: 0.01 },
  },
  {
    id: 'few-images',
    title: 'train on 512 images only',
    why: 'A transformer has to learn from data what a convolution is born with: training accuracy leaves test accuracy behind.',
    config: { samples: 512, batch: 64 },
  },
];
