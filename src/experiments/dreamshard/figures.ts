// What is drawn of the learned policy.

import type { FigureView } from '../findings';
import { strategiesFigure } from '../placement/figures';

export const figures: readonly FigureView[] = [
  strategiesFigure,
  {
    id: 'policy',
    title: 'The policy learns',
    finding: 'policy',
    mark: 'line',
    x: 'iteration',
    y: 'time',
    series: 'series',
  },
  {
    id: 'predictions-compute',
    title: 'Stand-in for a machine: predicted against given',
    finding: 'predictions-compute',
    mark: 'point',
    x: 'measured',
    y: 'predicted',
    series: 'series',
  },
];
