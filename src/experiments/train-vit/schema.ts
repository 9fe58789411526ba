// Settings of the ViT experiment. Defaults: a small pre-norm transformer with AdamW.

import { configSchema, integer, number } from '../schema';
import { imageDataFields } from '../training/dataFields';
import { trainingFields } from '../training/settings';

export const schema = configSchema({
  width: integer({
    label: 'Width',
    group: 'Model',
    default: 48,
    minimum: 8,
    maximum: 1024,
    logarithmic: true,
    help: 'Size of a token; a multiple of the heads.',
  }),
  depth: integer({
    label: 'Depth',
    group: 'Model',
    unit: 'blocks',
    default: 3,
    minimum: 1,
    maximum: 48,
    help: 'Number of transformer blocks.',
  }),
  heads: integer({
    label: 'Heads',
    group: 'Model',
    default: 4,
    minimum: 1,
    maximum: 32,
    help: 'Attention heads in each block.',
  }),
  patch: integer({
    label: 'Patch',
    group: 'Model',
    unit: 'pixels',
    default: 2,
    minimum: 1,
    maximum: 32,
    help: 'Height and width of the square that becomes one token.',
  }),
  mlpRatio: number({
    label: 'MLP ratio',
    group: 'Model',
    default: 2,
    minimum: 0.5,
    maximum: 8,
    help: 'Hidden width of the MLP over the width of a token.',
  }),
  dropout: number({
    label: 'Dropout',
    group: 'Model',
    default: 0,
    minimum: 0,
    maximum: 0.9,
    help: 'Probability of dropping an element in training.',
  }),
  ...imageDataFields(),
  ...trainingFields({ epochs: 40, batch: 128, learningRate: 3e-3, schedule: 'cosine', warmupEpochs: 4 }),
  weightDecay: number({
    label: 'Weight decay',
    group: 'Optimizer',
    default: 0.1,
    minimum: 0,
    maximum: 1,
    logarithmic: true,
    help: 'Pulls matrices (not biases or norms) towards zero, apart from the gradient.',
  }),
  clipNorm: number({
    label: 'Clip norm',
    group: 'Optimizer',
    default: 1,
    minimum: 0,
    maximum: 1000,
    logarithmic: true,
    help: 'Largest joint norm of the gradient; 0 leaves it as it is.',
  }),
});
