// Two reports side by side: how much longer each row took, and whether that is more than the noise.

import { type BenchReport, type BenchRow, caseName } from '../format';

/** `noise`: the middle four fifths of both overlap. `void`: one of the two is not valid. */
export type Change = 'faster' | 'slower' | 'noise' | 'void';

export interface RowComparison {
  /** Median now over median before: below 1 is faster. */
  ratio: number;
  change: Change;
  before: BenchRow;
}

export interface Comparison {
  /** By `rowKey`; rows that only one report has are missing. */
  rows: ReadonlyMap<string, RowComparison>;
  /** Why the two should be compared with care; empty when nothing speaks against it. */
  warnings: string[];
}

/** What makes two rows the same measurement. */
export const rowKey = (row: BenchRow): string =>
  [caseName(row), row.implementation, row.format ?? ''].join(' ');

export function compareReports(
  before: BenchReport,
  now: Pick<BenchReport, 'rows' | 'adapter' | 'host'>,
): Comparison {
  const old = new Map(before.rows.map((row) => [rowKey(row), row]));
  const rows = new Map<string, RowComparison>();
  for (const row of now.rows) {
    const counterpart = old.get(rowKey(row));
    if (counterpart) rows.set(rowKey(row), compareRows(counterpart, row));
  }
  return { rows, warnings: warningsOf(before, now) };
}

export function compareRows(before: BenchRow, now: BenchRow): RowComparison {
  return { ratio: now.medianMs / before.medianMs, change: changeOf(before, now), before };
}

function changeOf(before: BenchRow, now: BenchRow): Change {
  if (!before.valid || !now.valid) return 'void';
  if (now.p90Ms < before.p10Ms) return 'faster';
  return now.p10Ms > before.p90Ms ? 'slower' : 'noise';
}

function warningsOf(before: BenchReport, now: Pick<BenchReport, 'adapter' | 'host'>): string[] {
  const name = ({ adapter }: Pick<BenchReport, 'adapter'>) =>
    [adapter?.vendor, adapter?.architecture, adapter?.device].join(' ');
  return [
    ...(name(before) === name(now)
      ? []
      : ['Another adapter was measured before: the ratios compare machines.']),
    ...(before.host === now.host ? [] : [`It was measured in ${before.host} before.`]),
  ];
}

/** How many rows changed which way. */
export function countChanges({ rows }: Comparison): Record<Change, number> {
  const counts: Record<Change, number> = { faster: 0, slower: 0, noise: 0, void: 0 };
  for (const { change } of rows.values()) counts[change]++;
  return counts;
}
