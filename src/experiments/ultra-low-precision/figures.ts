// What is drawn of the tables.

import type { FigureView } from '../findings';

export const figures: readonly FigureView[] = [
  {
    id: 'crossover',
    title: 'Where few bits stop paying',
    finding: 'crossover',
    mark: 'line',
    x: 'product',
    y: 'ms',
    series: 'series',
    label: 'pair',
    interval: { low: 'low', high: 'high' },
    logarithmicX: true,
    logarithmicY: true,
  },
  {
    id: 'speed-ups',
    title: 'Times as fast as f32',
    finding: 'shapes',
    mark: 'bar',
    x: 'problem',
    y: 'overF32',
    series: 'format',
    label: 'format',
  },
  {
    id: 'serving',
    title: 'Time of a batch',
    finding: 'serving',
    mark: 'bar',
    x: 'network',
    y: 'ms',
  },
  {
    id: 'weight-bytes',
    title: 'Bytes of the inner weights',
    finding: 'serving',
    mark: 'bar',
    x: 'network',
    y: 'weights',
  },
];
