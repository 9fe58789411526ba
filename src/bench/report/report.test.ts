// From rows to a report and back, two reports side by side, and the page of one.
import { expect, test } from 'vitest';
import type { BenchReport, BenchRow } from '../format';
import { compareReports, countChanges, rowKey } from './compare';
import { htmlReport } from './html';
import { parseReport, ReportBuilder, reportText } from './report';

const adapter: BenchReport['adapter'] = {
  vendor: 'v',
  architecture: 'a',
  device: '',
  description: '',
  software: false,
  features: [],
  limits: {} as never,
};

const setting = {
  version: '1',
  host: 'h',
  versions: { tessera: '1', tfjs: '2' },
  commit: 'c0ffee',
  flags: ['--samples', '20'],
  measuredAt: '2026-01-01T00:00:00.000Z',
};

const row = (given: Partial<BenchRow>): BenchRow => ({
  suite: 's',
  name: 'n',
  shape: '1',
  implementation: 'tessera',
  medianMs: 2,
  p10Ms: 1,
  p90Ms: 3,
  samples: 20,
  coldMs: 50,
  flops: 1e6,
  bytes: 1,
  rooflineFraction: 0.5,
  valid: true,
  ...given,
});

const reportWith = (rows: BenchRow[], given: Partial<BenchReport> = {}): BenchReport => ({
  ...setting,
  adapter,
  peakFlops: 1e9,
  peakBytesPerSecond: 1e9,
  rows,
  ...given,
});

test('rows are held against the last peaks, which are the best', () => {
  const builder = new ReportBuilder();
  expect(builder.report(setting)).toBe(null);
  builder.add({ kind: 'peaks', adapter, flops: 1e9, bytesPerSecond: 1e9 });
  builder.add({ kind: 'row', row: row({}) });
  builder.add({ kind: 'row', row: row({ name: 'unbounded', flops: 0, bytes: 0, rooflineFraction: null }) });
  builder.add({ kind: 'peaks', adapter, flops: 2e9, bytesPerSecond: 1e9 });
  const report = builder.report(setting)!;
  // A million operations at two thousand million a second take half a millisecond; two were taken.
  expect(report.rows.map(({ rooflineFraction }) => rooflineFraction)).toEqual([0.25, null]);
  expect(report.peakFlops).toBe(2e9);
  expect(parseReport(reportText(report), 'f')).toEqual(report);
});

test.each([
  ['nonsense', /f: the whole file: it is no JSON/],
  ['null', /f: rows: there are none/],
  ['{"rows":{}}', /f: rows: there are none/],
  ['{"rows":[{"suite":"s"}]}', /f: row 1: it has no name or no times/],
  [JSON.stringify({ rows: [row({}), row({ medianMs: 0 })] }), /f: row 2/],
])('%s is no report', (text, message) => {
  expect(() => parseReport(text, 'f')).toThrow(message);
});

test('a row has changed only where the middle four fifths of both are apart', () => {
  const named = (name: string, p10Ms: number, medianMs: number, p90Ms: number, valid = true) =>
    row({ name, p10Ms, medianMs, p90Ms, valid });
  const before = reportWith([
    named('faster', 4, 5, 6),
    named('slower', 4, 5, 6),
    named('touching', 4, 5, 6),
    named('wrong', 4, 5, 6, false),
    named('gone', 4, 5, 6),
  ]);
  const now = reportWith([
    named('faster', 1, 2, 3.9),
    named('slower', 6.1, 10, 12),
    named('touching', 2, 2.5, 4),
    named('wrong', 1, 1, 1),
    named('new', 1, 1, 1),
  ]);
  const comparison = compareReports(before, now);
  const found = now.rows.map((each) => comparison.rows.get(rowKey(each)));
  expect(found.map((each) => each?.change)).toEqual(['faster', 'slower', 'noise', 'void', undefined]);
  expect(found.map((each) => each?.ratio)).toEqual([0.4, 2, 0.5, 0.2, undefined]);
  expect(countChanges(comparison)).toEqual({ faster: 1, slower: 1, noise: 1, void: 1 });
  expect(comparison.warnings).toEqual([]);
});

test('implementations and formats of one case are different rows, and another adapter is said', () => {
  const rows = [
    row({}),
    row({ implementation: 'tfjs' }),
    row({ format: 'int8' }),
    row({ implementation: 'tfjs', format: 'int8' }),
  ];
  expect(new Set(rows.map(rowKey)).size).toBe(4);
  const elsewhere = reportWith(rows, { adapter: { ...adapter, vendor: 'w' }, host: 'i' });
  expect(compareReports(elsewhere, reportWith(rows)).warnings).toEqual([
    expect.stringMatching(/^Another adapter/),
    expect.stringMatching(/^It was measured in i /),
  ]);
});

test('the page shows every row, strikes out what is void, and escapes names', () => {
  const page = htmlReport(
    reportWith([row({ name: '<n>', implementation: 'tfjs', valid: false }), row({ name: 'other' })]),
    reportWith([row({ name: 'other', p10Ms: 8, medianMs: 8, p90Ms: 8 })]),
  );
  expect(page).toContain('class="tfjs void"');
  expect(page).toContain('s/&#60;n&#62;/1');
  expect(page).not.toContain('<n>');
  expect(page).toContain('×0.25 faster');
  expect(page).toContain('>c0ffee<');
  expect(htmlReport(reportWith([row({})], { commit: null }))).toMatch(/>commit<.*?>not known</);
  // Nothing is fetched.
  expect(page).not.toMatch(/<script|<link|src=|url\(/);
});
