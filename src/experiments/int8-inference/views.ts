// What the page draws of the findings of this experiment.

import type { FigureView } from '../findings';

export const figures: readonly FigureView[] = [
  {
    id: 'accuracy',
    title: 'Accuracy by technique',
    finding: 'techniques',
    mark: 'bar',
    x: 'technique',
    y: 'accuracy',
  },
  {
    id: 'noise',
    title: 'Logits by technique',
    finding: 'techniques',
    mark: 'bar',
    x: 'technique',
    y: 'logitSnr',
  },
  {
    id: 'sensitivity',
    title: 'Each layer alone on integers',
    finding: 'sensitivity',
    mark: 'bar',
    x: 'layer',
    y: 'logitSnr',
    series: 'form',
  },
  {
    id: 'weights',
    title: 'Weights by layer and scales',
    finding: 'weights',
    mark: 'bar',
    x: 'layer',
    y: 'snr',
    series: 'scheme',
  },
  {
    id: 'outliers',
    title: 'Outliers by bits of the narrow part',
    finding: 'outliers',
    mark: 'line',
    x: 'bits',
    y: 'density',
    series: 'name',
  },
  { id: 'cost', title: 'Images a second', finding: 'cost', mark: 'bar', x: 'form', y: 'samplesPerSecond' },
];
