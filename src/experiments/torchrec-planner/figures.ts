// What is drawn of the findings.

import type { FigureView } from '../findings';

const byRank = { finding: 'ranks', mark: 'bar', x: 'rank', series: 'plan' } as const;

export const figures: readonly FigureView[] = [
  {
    id: 'ratings',
    title: 'Time of the slowest rank, by plan',
    finding: 'plans',
    mark: 'bar',
    x: 'plan',
    y: 'rating',
  },
  { id: 'time-by-rank', title: 'Time of each rank, before and after', ...byRank, y: 'total' },
  { id: 'memory-by-rank', title: 'HBM of each rank, before and after', ...byRank, y: 'hbm' },
  {
    id: 'parts',
    title: 'What the time of each rank is made of',
    ...{ finding: 'parts', mark: 'bar', x: 'rank', y: 'time', series: 'part', stacked: true },
  },
  {
    id: 'memory-parts',
    title: 'Where the HBM of each rank goes',
    ...{ finding: 'memory', mark: 'bar', x: 'rank', y: 'bytes', series: 'part', stacked: true },
  },
  {
    id: 'course',
    title: 'Course of the search',
    finding: 'progress',
    mark: 'line',
    x: 'steps',
    y: 'rating',
    series: 'series',
  },
];
