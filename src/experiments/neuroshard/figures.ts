// What is drawn of learned costs and of plans.

import type { FigureView } from '../findings';
import { strategiesFigure } from '../placement/figures';

const predictions = (what: string, title: string): FigureView => ({
  id: `predictions-${what}`,
  title,
  finding: `predictions-${what}`,
  mark: 'point',
  x: 'measured',
  y: 'predicted',
  series: 'series',
});

export const figures: readonly FigureView[] = [
  predictions('compute', 'Compute: predicted against given'),
  predictions('forward', 'Exchange forward: predicted against measured'),
  predictions('backward', 'Exchange backward: predicted against measured'),
  {
    id: 'learning',
    title: 'Learning',
    finding: 'learning',
    mark: 'line',
    x: 'epoch',
    y: 'error',
    series: 'series',
    logarithmicY: true,
  },
  strategiesFigure,
  {
    id: 'beam',
    title: 'Beam search',
    finding: 'beam',
    mark: 'line',
    x: 'level',
    y: 'best',
  },
];
