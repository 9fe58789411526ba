// What is drawn of AutoShard's policy.

import type { FigureView } from '../findings';
import { strategiesFigure } from '../placement/figures';

export const figures: readonly FigureView[] = [
  {
    ...strategiesFigure,
    id: 'balance',
    title: 'Shortest over longest device, judged',
    y: 'balance',
  },
  {
    id: 'policy',
    title: 'The policy learns',
    finding: 'policy',
    mark: 'line',
    x: 'update',
    y: 'balance',
  },
  {
    id: 'cost',
    title: 'The cost network learns',
    finding: 'policy',
    mark: 'line',
    x: 'update',
    y: 'error',
    logarithmicY: true,
  },
  {
    id: 'transfer',
    title: 'Transfer: shortest over longest device, judged',
    finding: 'transfer',
    mark: 'bar',
    x: 'tasks',
    y: 'balance',
    series: 'strategy',
  },
];
