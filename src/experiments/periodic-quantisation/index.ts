// The experiment "Weights on a grid".

import { defineExperiment } from '../experiment';
import type { FigureView } from '../findings';
import { classifierViews } from '../training/views';
import { claims, sources } from './claims';
import type { Settings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

const figures: readonly FigureView[] = [
  {
    id: 'accuracy-by-bits',
    title: 'Accuracy of rounded weights',
    finding: 'bits',
    mark: 'line',
    x: 'bits',
    y: 'accuracy',
    series: 'series',
    interval: { low: 'low', high: 'high' },
  },
  {
    id: 'weights-on-the-grid',
    title: 'Weights before and after',
    finding: 'weights',
    mark: 'line',
    x: 'at',
    y: 'share',
    series: 'training',
  },
  {
    id: 'layers-on-the-grid',
    title: 'Gathered weights, layer by layer',
    finding: 'layer-weights',
    mark: 'line',
    x: 'at',
    y: 'after',
    series: 'layer',
  },
  {
    id: 'distance-and-accuracy',
    title: 'Distance to the grid and accuracy',
    finding: 'arms',
    mark: 'point',
    x: 'distance',
    y: 'quantisedAccuracy',
    series: 'regulariser',
    label: 'schedule',
  },
];

export const periodicQuantisation = defineExperiment({
  id: 'periodic-quantisation',
  title: 'Weights on a grid',
  about:
    'A periodic term in the loss gathers the weights on the grid they will be rounded to, so that rounding costs little.',
  sources,
  config: schema,
  presets,
  suggestions,
  async *run(lab, config) {
    const { run } = await import('./run');
    yield* run(lab, config);
  },
  async outline(config, files) {
    const { outline } = await import('./outline');
    return outline(config as unknown as Settings, files);
  },
  claims,
  views: classifierViews,
  figures,
});
