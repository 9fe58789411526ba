// What is drawn of the row split.

import type { FigureView } from '../findings';

export const figures: readonly FigureView[] = [
  {
    id: 'devices',
    title: 'Time of each device, by memory',
    finding: 'devices',
    mark: 'bar',
    x: 'place',
    y: 'time',
    series: 'memory',
    stacked: true,
  },
  {
    id: 'access',
    title: 'Where a table is split',
    finding: 'access',
    mark: 'line',
    x: 'rows',
    y: 'share',
    series: 'series',
    logarithmicX: true,
  },
  {
    id: 'memory',
    title: 'Fast memory in use',
    finding: 'memory',
    mark: 'bar',
    x: 'device',
    y: 'bytes',
    series: 'strategy',
  },
  {
    id: 'search',
    title: 'The search closes on its bound',
    finding: 'search',
    mark: 'line',
    x: 'step',
    y: 'time',
    series: 'series',
  },
  {
    id: 'hashing',
    title: 'Rows that hashing leaves dead',
    finding: 'hashing',
    mark: 'line',
    x: 'ratio',
    y: 'dead',
    series: 'series',
    logarithmicX: true,
  },
];
