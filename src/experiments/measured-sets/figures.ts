// What is drawn of measured sets.

import type { FigureView } from '../findings';

export const figures: readonly FigureView[] = [
  {
    ...{ id: 'linear', title: 'Least squares against measured', finding: 'sets', mark: 'point' },
    ...{ x: 'measured', y: 'linear', label: 'set' },
  },
  {
    ...{ id: 'read', title: 'What sets take, by what they look up', finding: 'sets', mark: 'point' },
    ...{ x: 'lookups', y: 'measured', label: 'set', logarithmicX: true, logarithmicY: true },
  },
  {
    ...{ id: 'again', title: 'Measured twice', finding: 'again', mark: 'point' },
    ...{ x: 'measured', y: 'again', label: 'set' },
  },
];
