// Columns that the findings share, and what is said of every modelled time.

import type { FindingColumn } from '../findings';

export const milliseconds = (key: string, title: string): FindingColumn => ({
  key,
  title,
  kind: 'number',
  unit: 'ms',
});
export const words = (key: string, title: string): FindingColumn => ({ key, title, kind: 'text' });
export const bytes = (key: string, title: string): FindingColumn => ({ key, title, kind: 'bytes' });

export const MODELLED =
  'Times are TorchRec’s estimates in float64, not measurements: of a training step, all parts of a rank added up.';
