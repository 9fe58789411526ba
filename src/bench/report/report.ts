// A finished report: from rows as they came to the file that is kept, and back from such a file.

import { DataError } from '../../base/errors';
import type { Peaks } from '../../base/roofline';
import type { BenchReport, BenchRow, BenchSetting, BenchUpdate } from '../format';
import { rooflineOf } from '../roofline';

/** Gathers a benchmark's updates; `report` is what there is so far, null before the peaks are known. */
export class ReportBuilder {
  readonly rows: BenchRow[] = [];
  #peaks: (Peaks & Pick<BenchReport, 'adapter'>) | undefined;

  get adapter(): BenchReport['adapter'] | undefined {
    return this.#peaks?.adapter;
  }

  add(update: BenchUpdate): void {
    if (update.kind === 'peaks') this.#peaks = update;
    if (update.kind === 'row') this.rows.push(update.row);
  }

  report(setting: Omit<BenchSetting, 'adapter'>): BenchReport | null {
    if (!this.#peaks) return null;
    const { adapter, flops, bytesPerSecond } = this.#peaks;
    // The last peaks are the best; all rows are held against the same ones.
    const rows = this.rows.map((row) => ({
      ...row,
      rooflineFraction: rooflineOf(row, { flops, bytesPerSecond }),
    }));
    return { ...setting, adapter, peakFlops: flops, peakBytesPerSecond: bytesPerSecond, rows };
  }
}

export const reportText = (report: BenchReport): string => `${JSON.stringify(report, null, 2)}\n`;

/** The report in a file. Throws a `DataError` that names the file when it holds none. */
export function parseReport(text: string, file: string): BenchReport {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new DataError(file, 'the whole file', 'it is no JSON. Give a file that a benchmark wrote.');
  }
  const report = parsed as Partial<BenchReport> | null;
  const rows = report?.rows;
  if (!Array.isArray(rows))
    throw new DataError(file, 'rows', 'there are none. Give a file that a benchmark wrote.');
  const bad = rows.findIndex((row) => !isRow(row));
  if (bad >= 0) throw new DataError(file, `row ${bad + 1}`, 'it has no name or no times.');
  return report as BenchReport;
}

function isRow(row: Partial<BenchRow> | null): boolean {
  const names = [row?.suite, row?.name, row?.shape, row?.implementation];
  const times = [row?.medianMs, row?.p10Ms, row?.p90Ms];
  return (
    names.every((name) => typeof name === 'string') &&
    times.every((time) => Number.isFinite(time) && (time as number) > 0)
  );
}
