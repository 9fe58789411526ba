// A benchmark report as one page that needs nothing else: a bar for every row, grouped by case.

import { formatNumber } from '../../src/base/format';
import { adapterText } from '../../src/cli/text/summary';
import type { BenchReport, BenchRow } from './format';

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
table { border-collapse: collapse; width: 100%; }
td { padding: 0.1rem 0.75rem 0.1rem 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.bar { width: 100%; }
td.bar div { background: #8aa0b8; height: 0.9rem; border-radius: 2px; }
tr.tessera td.bar div { background: #1f6feb; }
tr.void { opacity: 0.5; text-decoration: line-through; }
@media (prefers-color-scheme: dark) { body { background: #14171a; color: #e4e7ea; } }`;

export function htmlReport(report: BenchReport): string {
  const cases = new Map<string, BenchRow[]>();
  for (const row of report.rows) {
    const name = `${row.suite}/${row.name}/${row.shape}`;
    cases.set(name, [...(cases.get(name) ?? []), row]);
  }
  const best = `${formatNumber(report.peakFlops / 1e9)} GFLOP/s and ${formatNumber(report.peakBytesPerSecond / 1e9)} GB/s`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Tessera benchmark</title><style>${style}</style>
<h1>Benchmark</h1>
<p>${escaped(adapterText(report.adapter))}, ${escaped(report.host)}, version ${escaped(report.version)}.
At best the adapter does ${best} (measured). Bars are medians: shorter is faster.</p>
${[...cases].map(([name, rows]) => section(name, rows)).join('\n')}
</html>
`;
}

function section(name: string, rows: readonly BenchRow[]): string {
  const longest = Math.max(...rows.map(({ medianMs }) => medianMs));
  const lines = rows.map(
    (
      row,
    ) => `<tr class="${row.implementation}${row.valid ? '' : ' void'}"><td>${escaped(row.format ?? row.implementation)}</td>
<td>${formatNumber(row.medianMs)} ms</td><td>${formatNumber(row.p10Ms)}–${formatNumber(row.p90Ms)}</td>
<td>${formatNumber(100 * row.rooflineFraction)} % of best</td>
<td class="bar"><div style="width:${((100 * row.medianMs) / longest).toFixed(1)}%"></div></td></tr>`,
  );
  return `<h2>${escaped(name)}</h2>\n<table>${lines.join('\n')}</table>`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
