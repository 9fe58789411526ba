// What the terminal shows.

import { describe, expect, test } from 'vitest';

import type { RunBundle } from '../../lab/bundle';
import { LineProgress, Pace } from './progress';
import { sparkline } from './sparkline';
import { summaryOf } from './summary';
import { columns, wrapped } from './table';

describe('sparkline', () => {
  test('falls where the values fall', () => {
    expect(sparkline([8, 7, 6, 5, 4, 3, 2, 1])).toBe('█▇▆▅▄▃▂▁');
  });
  test('averages when there are more values than bars', () => {
    expect(sparkline([0, 0, 9, 9], 2)).toBe('▁█');
  });
  test('is level for equal values and empty for none', () => {
    expect(sparkline([3, 3])).toBe('▁▁');
    expect(sparkline([Number.NaN])).toBe('');
  });
});

test('columns are padded, the last is not', () => {
  expect(
    columns([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
  ).toEqual(['a    bb', 'ccc  d']);
});

test('text is wrapped between words', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
});

test('a summary prints the tables of results with their units', () => {
  const finding = {
    id: 'times',
    title: 'Times',
    about: 'Measured here.',
    columns: [
      { key: 'case', title: 'Case', kind: 'text' },
      { key: 'time', title: 'Time', kind: 'number', unit: 'ms' },
      { key: 'share', title: 'Share', kind: 'share' },
    ],
    rows: [
      ['first', 2.5, 0.25],
      ['second', null, 0.75],
    ],
  };
  const result = { config: {}, metrics: {}, claims: [], findings: [finding], adapter: {} };
  const bundle = { result, profile: null, tables: { training: [] } } as unknown as RunBundle;
  const text = summaryOf(bundle);
  const at = text.indexOf('Times');
  expect(text.slice(at, at + 5)).toEqual([
    'Times',
    '  Measured here.',
    '  Case    Time (ms)  Share',
    '  first   2.5        25 %',
    '  second  –          75 %',
  ]);
});

test('a summary says whether a claim was measured or modelled', () => {
  const claim = { id: 'c', statement: 'It is faster.', published: '6×', why: '', holds: true };
  const claims = [
    { ...claim, basis: 'modelled', measured: 7 },
    { ...claim, basis: 'measured', measured: 8 },
  ];
  const result = { config: {}, metrics: {}, claims, findings: [], adapter: {} };
  const bundle = { result, profile: null, tables: { training: [] } } as unknown as RunBundle;
  const lines = summaryOf(bundle).map((line) => line.trim());
  expect(lines).toContain('published: 6×; modelled: 7');
  expect(lines).toContain('published: 6×; measured: 8');
});

describe('progress', () => {
  test('the pace is that of the last ten seconds', () => {
    let now = 0;
    const pace = new Pace(() => now);
    pace.total = 400;
    for (let step = 1; step <= 300; step++) {
      now += step <= 100 ? 1000 : 100;
      pace.at(step);
    }
    expect(pace.rate).toBeCloseTo(10, 5);
    expect(pace.text).toBe('10 steps/s, 10 s left');
  });

  test('lines: each status once, every evaluation, the loss every five seconds', () => {
    let now = 0;
    const lines: string[] = [];
    const progress = new LineProgress(
      (line) => lines.push(line),
      () => now,
    );
    for (const done of [1, 2, 3])
      progress.update({ kind: 'status', text: 'Compiling kernels', done, total: 3 });
    const forecast = {
      parameters: 1,
      flopsPerStep: 1,
      predictedPeakBytes: 1,
      totalSteps: 12,
      memory: [],
      data: 'd',
    };
    progress.update({ kind: 'forecast', forecast });
    for (let step = 1; step <= 12; step++) {
      now += 1000;
      progress.update({ kind: 'rows', table: 'training', rows: [{ step, trainLoss: 1 / step }] });
    }
    progress.update({ kind: 'rows', table: 'evaluation', rows: [{ step: 12, epoch: 1, testAccuracy: 0.5 }] });
    expect(lines).toEqual([
      'Compiling kernels',
      'Data: d',
      'step 5/12, loss 0.2, 1 steps/s, 7.0 s left',
      'step 10/12, loss 0.1, 1 steps/s, 2.0 s left',
      'step 12/12: testAccuracy 0.5',
    ]);
  });
});
