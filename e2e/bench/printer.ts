// A benchmark on the terminal, line by line as it goes.

import { formatNumber } from '../../src/base/format';
import type { Terminal } from '../../src/cli/terminal';

import { adapterText } from '../../src/cli/text/summary';
import type { BenchUpdate } from './format';

/** Results to standard output, progress to standard error. */
export function printer(terminal: Terminal): (update: BenchUpdate) => void {
  let started = false;
  return (update) => {
    switch (update.kind) {
      case 'status':
        terminal.error(update.text);
        return;
      case 'peaks': {
        const { adapter, flops, bytesPerSecond } = update;
        const best = `${formatNumber(flops / 1e9)} GFLOP/s, ${formatNumber(bytesPerSecond / 1e9)} GB/s`;
        terminal.print(`${adapterText(adapter)}, at best ${best} (measured)`);
        if (!started) terminal.print(heading);
        started = true;
        return;
      }
      case 'row':
        terminal.print(rowText(update));
        return;
      case 'skipped':
        terminal.error(`${update.name}: ${update.implementation} did not run: ${update.reason}`);
        return;
    }
  };
}

const widths = [42, 10, 12, 24, 12, 10, 12];
const line = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => (index < 2 ? cell.padEnd(widths[index]) : cell.padStart(widths[index] ?? 0)))
    .join('');

const heading = line([
  'case',
  'by',
  'median ms',
  '10–90 % (samples)',
  'GFLOP/s',
  'of best',
  'first ms',
  '  ',
]);

function rowText({ row, coldMs }: Extract<BenchUpdate, { kind: 'row' }>): string {
  const { suite, name, shape, implementation, format, medianMs, p10Ms, p90Ms, samples, flops } = row;
  return line([
    `${suite}/${name}/${shape}`,
    format ?? implementation,
    formatNumber(medianMs),
    `${formatNumber(p10Ms)}–${formatNumber(p90Ms)} (${samples})`,
    formatNumber(flops / medianMs / 1e6),
    `${formatNumber(100 * row.rooflineFraction)} %`,
    formatNumber(coldMs),
    row.valid ? '' : '  void: disagrees with float64',
  ]);
}
