// Settings of the ResNet experiment. Defaults: the CIFAR form with 8 layers, SGD with momentum.

import { configSchema, integer, number } from '../schema';
import { imageDataFields } from '../training/dataFields';
import { trainingFields } from '../training/settings';

export const schema = configSchema({
  depth: integer({
    label: 'Depth',
    group: 'Model',
    unit: 'layers',
    default: 8,
    minimum: 8,
    maximum: 110,
    help: '6n + 2 layers: 8, 14, 20, 32, 44, 56, 110.',
  }),
  width: integer({
    label: 'Width',
    group: 'Model',
    unit: 'filters',
    default: 16,
    minimum: 4,
    maximum: 256,
    logarithmic: true,
    help: 'Filters of the first stage; each further stage doubles them.',
  }),
  ...imageDataFields(),
  ...trainingFields({ epochs: 10, batch: 64, learningRate: 0.1, schedule: 'cosine', warmupEpochs: 0 }),
  momentum: number({
    label: 'Momentum',
    group: 'Optimizer',
    default: 0.9,
    minimum: 0,
    maximum: 0.999,
    help: 'Share of the previous update kept in the next.',
  }),
  weightDecay: number({
    label: 'Weight decay',
    group: 'Optimizer',
    default: 5e-4,
    minimum: 0,
    maximum: 1,
    logarithmic: true,
    help: 'Pulls weights (not biases or norms) towards zero.',
  }),
  clipNorm: number({
    label: 'Clip norm',
    group: 'Optimizer',
    default: 0,
    minimum: 0,
    maximum: 1000,
    logarithmic: true,
    help: 'Largest joint norm of the gradient; 0 leaves it as it is.',
  }),
});
