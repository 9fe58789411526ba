// The charts of training experiments: how well it goes, and what it costs.

import type { ChartView } from '../experiment';

const perStep = { table: 'training', x: 'step' } as const;

const loss: ChartView = { ...perStep, id: 'loss', title: 'Training loss', y: ['trainLoss'], label: 'nats' };

const course: readonly ChartView[] = [
  { ...perStep, id: 'learning-rate', title: 'Learning rate', y: ['learningRate'], label: 'per step' },
  {
    ...perStep,
    id: 'gradient-norm',
    title: 'Gradient norm',
    y: ['gradientNorm'],
    label: 'before clipping',
    optional: true,
  },
  { ...perStep, id: 'throughput', title: 'Throughput', y: ['samplesPerSecond'], label: 'samples/s' },
  // The first step, which warms up, takes far longer than the rest.
  { ...perStep, id: 'step-time', title: 'Step time', y: ['stepMs'], label: 'ms', logarithmic: true },
];

export const classifierViews: readonly ChartView[] = [
  loss,
  {
    id: 'accuracy',
    title: 'Test accuracy',
    table: 'evaluation',
    x: 'step',
    y: ['testAccuracy'],
    label: 'share of images',
  },
  ...course,
];

export const clickViews: readonly ChartView[] = [
  loss,
  {
    id: 'entropy',
    title: 'Normalised entropy',
    table: 'evaluation',
    x: 'step',
    y: ['testNormalizedEntropy', 'bayesNormalizedEntropy'],
    label: 'test, 1 = base rate; the dotted line is the best possible',
  },
  ...course,
];
