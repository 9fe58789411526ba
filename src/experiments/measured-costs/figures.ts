// What is drawn of the findings.

import type { FigureView } from '../findings';

export const figures: readonly FigureView[] = [
  {
    ...{ id: 'predictions', title: 'Compute of a step: predicted, and 15 % about measured' },
    ...{ finding: 'predictions', mark: 'point', x: 'measured', y: 'predicted' },
    ...{ series: 'placement', label: 'plan', interval: { low: 'low', high: 'high' } },
  },
  {
    ...{ id: 'errors', title: 'Error of the predicted compute', finding: 'predictions', mark: 'bar' },
    ...{ x: 'plan', y: 'error', series: 'placement' },
  },
  {
    ...{ id: 'parts', title: 'Median error by part', finding: 'parts', mark: 'bar' },
    ...{ x: 'phase', y: 'median' },
  },
  {
    ...{ id: 'planners', title: 'Measured compute of the plans that were found', finding: 'planners' },
    ...{ mark: 'bar', x: 'planner', y: 'measured' },
  },
];
