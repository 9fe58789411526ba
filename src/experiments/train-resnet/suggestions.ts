// What to try with the ResNet experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'deeper',
    title: 'train a ResNet of 20 layers',
    why: 'Two and a half times the layers are a little over three times the work. Shortcuts keep it trainable: its loss starts to fall as early as that of 8 layers.',
    config: { depth: 20 },
  },
  {
    id: 'large-batch',
    title: 'make the batch eight times as large, and the rate with it',
    why: 'Goyal et al. scale the rate with the batch and warm it up; with as few updates as here the rule begins to break.',
    config: { batch: 512, learningRate: 0.8, warmupEpochs: 2 },
  },
  {
    id: 'no-momentum',
    title: 'train it without momentum',
    why: 'Each update then is a tenth as long as the sum that momentum 0.9 builds up, so the loss falls later.',
    config: { momentum: 0 },
  },
  {
    id: 'noisy-labels',
    title: 'make a third of the training labels wrong',
    why: 'The training loss cannot fall as far, for it is measured against wrong labels; test accuracy, against right ones, suffers much less.',
    config: { labelNoise: 0.33 },
  },
  {
    id: 'long-tail',
    title: 'let a few classes have most of the images',
    why: 'Classes follow a power law: compare the test accuracy, where rare classes count by how often they occur.',
    config: { tail: 1.5 },
  },
];
