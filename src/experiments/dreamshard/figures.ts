// What is drawn of the learned policy.

import type { FigureView } from '../findings';
import { strategiesFigure } from '../placement/figures';

const learning = (finding: string, title: string): FigureView => ({
  ...{ id: finding, title, finding, mark: 'line' },
  ...{ x: 'iteration', y: 'time', series: 'series' },
});

export const figures: readonly FigureView[] = [
  strategiesFigure,
  learning('policy', 'The policy learns'),
  learning('patient', 'The patient policy learns'),
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
