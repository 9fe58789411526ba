// A benchmark on the terminal, line by line as it goes.

import { adapterText } from '../../src/base/adapterText';
import { formatNumber } from '../../src/base/format';
import { type BenchReport, type BenchRow, type BenchUpdate, caseName } from '../../src/bench/format';
import {
  type Comparison,
  compareReports,
  compareRows,
  countChanges,
  rowKey,
} from '../../src/bench/report/compare';
import { byOf, changeText, percentText, rateText, timeText } from '../../src/bench/report/words';
import type { Terminal } from '../../src/cli/terminal';

export interface Printer {
  update(update: BenchUpdate): void;
  /** After the last row. */
  end(report: BenchReport): void;
}

/** Results to standard output, progress to standard error; with an earlier report, ratios to it. */
export function printer(terminal: Terminal, before?: BenchReport): Printer {
  const earlier = new Map(before?.rows.map((row) => [rowKey(row), row]));
  let started = false;
  const update = (update: BenchUpdate): void => {
    switch (update.kind) {
      case 'status':
        terminal.error(
          `${update.done + 1 > update.total ? update.total : update.done + 1}/${update.total} ${update.text}`,
        );
        return;
      case 'peaks': {
        const { adapter, flops, bytesPerSecond } = update;
        const best = `${formatNumber(flops / 1e9)} GFLOP/s, ${formatNumber(bytesPerSecond / 1e9)} GB/s`;
        terminal.print(`${adapterText(adapter)}, at best ${best} (measured)`);
        if (!started) terminal.print(line(before ? [...headings, 'to earlier'] : headings));
        started = true;
        return;
      }
      case 'row':
        terminal.print(rowText(update.row, earlier.get(rowKey(update.row))));
        return;
      case 'skipped':
        terminal.error(`${update.name}: ${update.implementation} did not run: ${update.reason}`);
        return;
    }
  };
  return {
    update,
    end: (report) => {
      if (before) for (const text of summary(compareReports(before, report))) terminal.print(text);
    },
  };
}

const widths = [54, 20, 10, 12, 26, 18, 10, 16];
const headings = ['case', 'by', 'of best', 'median', '10–90 %, ms (samples)', 'rate', 'first, ms'];

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => (index < 2 ? cell.padEnd(widths[index]) : cell.padStart(widths[index] ?? 0)))
    .join('');

function rowText(row: BenchRow, before: BenchRow | undefined): string {
  const { p10Ms, p90Ms, samples, coldMs } = row;
  const change = before ? [changeText(compareRows(before, row))] : [];
  return (
    line([
      caseName(row),
      byOf(row),
      percentText(row),
      timeText(row),
      `${formatNumber(p10Ms)}–${formatNumber(p90Ms)} (${samples})`,
      rateText(row),
      formatNumber(coldMs),
      ...change,
    ]) + remarks(row)
  );
}

function remarks({ valid, reproducible }: BenchRow): string {
  if (!valid) return '  void: disagrees with float64';
  return reproducible === false ? '  other bits the second time' : '';
}

function summary(comparison: Comparison): string[] {
  const { faster, slower, noise } = countChanges(comparison);
  return [
    `Against the earlier report: ${faster} faster, ${slower} slower, ${noise} within the noise (10–90 % of both overlap).`,
    ...comparison.warnings,
  ];
}
