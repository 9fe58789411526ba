// A row against what the adapter can do at best.

import { type Peaks, rooflineFraction } from '../base/roofline';
import type { BenchRow } from './format';

/** The time that the peaks allow, over the time taken; null for work that they do not bound. */
export function rooflineOf(
  { flops, bytes, medianMs }: Pick<BenchRow, 'flops' | 'bytes' | 'medianMs'>,
  peaks: Peaks,
): number | null {
  if (!flops && !bytes) return null;
  return rooflineFraction({ flops, bytes }, medianMs / 1000, peaks);
}
