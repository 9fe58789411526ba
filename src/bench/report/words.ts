// A row in words: the same on the terminal, in the report and on the page.

import { formatNumber } from '../../base/format';
import type { BenchRow } from '../format';
import type { RowComparison } from './compare';

/** `tessera`, or `tessera 2×2 bits` where formats compete. */
export const byOf = ({ implementation, format }: Pick<BenchRow, 'implementation' | 'format'>): string =>
  [implementation, format].filter(Boolean).join(' ');

/** Share of what the adapter can do at best; a dash where nothing bounds the work. */
export const percentText = ({ rooflineFraction }: Pick<BenchRow, 'rooflineFraction'>): string =>
  rooflineFraction === null ? '–' : `${Number((100 * rooflineFraction).toPrecision(3))} %`;

/** The median: microseconds below a tenth of a millisecond. */
export const timeText = ({ medianMs }: Pick<BenchRow, 'medianMs'>): string =>
  medianMs < 0.1 ? `${formatNumber(1000 * medianMs)} µs` : `${formatNumber(medianMs)} ms`;

/** Of arithmetic where there is more of it than of memory traffic, else of bytes. */
export function rateText({ flops, bytes, medianMs }: Pick<BenchRow, 'flops' | 'bytes' | 'medianMs'>): string {
  if (flops > bytes) return `${formatNumber(flops / medianMs / 1e6)} GFLOP/s`;
  return bytes ? `${formatNumber(bytes / medianMs / 1e6)} GB/s` : '';
}

/** `×0.82 faster`; what lies within the noise says so. */
export const changeText = ({ ratio, change }: Pick<RowComparison, 'ratio' | 'change'>): string =>
  `×${Number(ratio.toPrecision(3))} ${change}`;
