// A benchmark report as one page that needs nothing else: grouped by suite and case, a bar for every row.

import { adapterText } from '../../base/adapterText';
import { formatNumber } from '../../base/format';
import { escaped } from '../../base/markup';
import { type BenchReport, type BenchRow, caseName } from '../format';
import { type Comparison, compareReports, countChanges, rowKey } from './compare';
import { style } from './htmlStyle';
import { aboutOf, meanings } from './meanings';
import { byOf, changeText, percentText, rateText, timeText } from './words';

/** With an earlier report, ratios to it beside each row. */
export function htmlReport(report: BenchReport, before?: BenchReport): string {
  const comparison = before && compareReports(before, report);
  const suites = grouped(report.rows, ({ suite }) => suite);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tessera benchmark, ${escaped(adapterText(report.adapter))}</title><style>${style}</style>
<main>
<h1>Benchmark on ${escaped(adapterText(report.adapter))}</h1>
${settingTable(report)}
${before && comparison ? comparisonNote(before, comparison) : ''}
<nav>${[...suites.keys()].map((suite) => `<a href="#${escaped(suite)}">${escaped(suite)}</a>`).join(' ')}</nav>
${[...suites].map(([suite, rows]) => suiteSection(suite, rows, comparison)).join('\n')}
<section><h2 id="numbers">What the numbers mean</h2><dl>
${meanings.map(([term, meaning]) => `<dt>${escaped(term)}</dt><dd>${escaped(meaning)}</dd>`).join('\n')}
</dl></section>
</main>
</html>
`;
}

function settingTable(report: BenchReport): string {
  const { host, machine, versions, commit, flags, measuredAt, peakFlops, peakBytesPerSecond } = report;
  const best = `${formatNumber(peakFlops / 1e9)} GFLOP/s, ${formatNumber(peakBytesPerSecond / 1e9)} GB/s`;
  const facts: [string, string | undefined][] = [
    ['at best, measured', best],
    ['host', host],
    ['machine', machine],
    [
      'versions',
      Object.entries(versions ?? {})
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['commit', commit ?? 'not known'],
    ['flags', flags?.join(' ')],
    ['measured', measuredAt],
  ];
  const lines = facts.flatMap(([name, value]) =>
    value ? [`<tr><th scope="row">${name}</th><td>${escaped(value)}</td></tr>`] : [],
  );
  return `<table class="setting">${lines.join('')}</table>`;
}

function comparisonNote(before: BenchReport, comparison: Comparison): string {
  const { faster, slower, noise } = countChanges(comparison);
  const when = [before.measuredAt, before.commit?.slice(0, 10)].filter(Boolean).join(', ');
  const counts = `${faster} rows are faster, ${slower} slower, ${noise} within the noise.`;
  const warnings = comparison.warnings.map((text) => ` <strong>${escaped(text)}</strong>`).join('');
  return `<p class="note">Against the report of ${escaped(when || 'an unknown day')}: ${counts}${warnings}</p>`;
}

function suiteSection(suite: string, rows: readonly BenchRow[], comparison?: Comparison): string {
  const cases = grouped(rows, caseName);
  const tables = [...cases].map(([name, own]) => caseTable(name, own, comparison)).join('\n');
  return `<section><h2 id="${escaped(suite)}">${escaped(suite)}</h2>\n<p>${escaped(aboutOf(suite))}</p>\n${tables}</section>`;
}

function caseTable(name: string, rows: readonly BenchRow[], comparison?: Comparison): string {
  const lines = rows.map((row) => {
    const { rooflineFraction, valid, reproducible, implementation } = row;
    const width = (100 * Math.min(1, rooflineFraction ?? 0)).toFixed(2);
    // Where no peak bounds the work there is nothing to draw.
    const bar = rooflineFraction === null ? '' : `<div style="width:${width}%"></div>`;
    const change = comparison?.rows.get(rowKey(row));
    const remark = valid ? (reproducible === false ? 'other bits' : '') : 'void';
    return `<tr class="${implementation}${valid ? '' : ' void'}"><th scope="row">${escaped(byOf(row))}</th>
<td class="share">${percentText(row)}</td><td class="bar">${bar}</td>
<td>${timeText(row)}</td><td>${formatNumber(row.p10Ms)}–${formatNumber(row.p90Ms)}</td><td>${row.samples}</td>
<td>${rateText(row)}</td><td>${row.coldMs === undefined ? '' : formatNumber(row.coldMs)}</td><td>${remark}</td>${
      comparison ? `<td class="${change?.change ?? ''}">${change ? changeText(change) : 'new'}</td>` : ''
    }</tr>`;
  });
  const headings = ['by', 'of best', '', 'median', '10–90 %, ms', 'samples', 'rate', 'first, ms', ''];
  const head = [...headings, ...(comparison ? ['to earlier'] : [])]
    .map((text) => `<th>${text}</th>`)
    .join('');
  return `<div class="case"><table><caption>${escaped(name)}</caption><thead><tr>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

function grouped(rows: readonly BenchRow[], key: (row: BenchRow) => string): Map<string, BenchRow[]> {
  const groups = new Map<string, BenchRow[]>();
  for (const row of rows) {
    const name = key(row);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}
