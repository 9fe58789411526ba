// What is drawn wherever strategies of placing tables are compared.

import type { FigureView } from '../findings';

export const strategiesFigure: FigureView = {
  id: 'strategies',
  title: 'Slowest device, judged',
  finding: 'strategies',
  mark: 'bar',
  x: 'strategy',
  y: 'judged',
};
