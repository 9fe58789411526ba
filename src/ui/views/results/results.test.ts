// What is drawn of a table of results, and how its rows are sorted and saved.

import { describe, expect, test } from 'vitest';
import type { FigureView, Finding } from '../../../lab/protocol';
import { figureSummary, markText, modelOf } from './figureModel';
import { scalesOf } from './figureScales';
import { findingCsv } from './findingCsv';
import { sortedRows } from './sortedRows';

const finding: Finding = {
  id: 'arms',
  title: 'Arms',
  about: '',
  columns: [
    { key: 'arm', title: 'Arm', kind: 'text' },
    { key: 'bits', title: 'Bits', kind: 'number' },
    { key: 'accuracy', title: 'Accuracy', kind: 'share' },
    { key: 'low', title: 'Low', kind: 'share' },
    { key: 'high', title: 'High', kind: 'share' },
  ],
  rows: [
    ['sine, 3 epochs', 4, 0.98, 0.97, 0.99],
    ['plain', 4, 0.9, null, null],
    ['sine, 3 epochs', 2, 0.5, 0.4, 0.6],
    ['plain', 2, null, null, null],
    ['plain', 3, 0.7, null, null],
  ],
};

const lines: FigureView = {
  id: 'f',
  title: 'By bits',
  finding: 'arms',
  mark: 'line',
  x: 'bits',
  y: 'accuracy',
  series: 'arm',
  interval: { low: 'low', high: 'high' },
};

describe('a figure', () => {
  test('has a mark for every row with values, each series from left to right', () => {
    const model = modelOf(lines, finding)!;
    expect(model.series).toEqual(['sine, 3 epochs', 'plain']);
    expect(model.marks.map(({ series, x, y }) => [series, x, y])).toEqual([
      [0, 2, 0.5],
      [0, 4, 0.98],
      [1, 3, 0.7],
      [1, 4, 0.9],
    ]);
    expect(model.marks[0].interval).toEqual([0.4, 0.6]);
    expect(model.marks[2].interval).toBeUndefined();
  });

  test('stacks bars at each place, series by series', () => {
    const view: FigureView = { ...lines, mark: 'bar', stacked: true, interval: undefined };
    const model = modelOf(view, finding)!;
    const at = (place: string) =>
      model.marks.filter(({ x }) => x === place).map(({ series, base, y }) => [series, base, y]);
    expect(at('4')).toEqual([
      [0, 0, 0.98],
      [1, 0.98, 0.9],
    ]);
    expect(at('3')).toEqual([[1, 0, 0.7]]);
    expect(model.yRange[1]).toBeGreaterThan(1.88);
    const scales = scalesOf(view, model, 500);
    const [lower, upper] = model.marks.filter(({ x }) => x === '4');
    expect(scales.x(upper)).toBe(scales.x(lower));
  });

  test('leaves out what a logarithmic axis has no place for', () => {
    const rows = [...finding.rows, ['plain', 0, 0.1, null, null]];
    expect(modelOf({ ...lines, logarithmicX: true }, { ...finding, rows })?.marks).toHaveLength(4);
    expect(modelOf(lines, { ...finding, rows })?.marks).toHaveLength(5);
  });

  test('values that differ by less than is written get one tick a text', () => {
    const rows = [
      ['sine', 1, 0.138_931, null, null],
      ['sine', 2, 0.138_932, null, null],
    ];
    const { yTicks } = scalesOf(lines, modelOf(lines, { ...finding, rows })!, 500);
    expect(yTicks.length).toBeGreaterThan(0);
    expect(new Set(yTicks.map(({ text }) => text)).size).toBe(yTicks.length);
  });

  test('is nothing without its columns or without rows', () => {
    expect(modelOf({ ...lines, y: 'nowhere' }, finding)).toBeNull();
    expect(modelOf(lines, { ...finding, rows: [] })).toBeNull();
  });

  test('says its values', () => {
    const model = modelOf(lines, finding)!;
    expect(markText(model.marks[0], model)).toBe('sine, 3 epochs: Bits 2, Accuracy 50 % (40 % to 60 %)');
    expect(figureSummary(model)).toBe(
      '4 values; accuracy from 50 % (sine, 3 epochs, 2) to 98 % (sine, 3 epochs, 4).',
    );
  });

  test('keeps every mark and a roof inside the axes', () => {
    const roof = { flops: 100, bytesPerSecond: 10, label: 'measured roofline' };
    const points: FigureView = {
      ...{ ...lines, mark: 'point', logarithmicX: true, logarithmicY: true },
      roof: true,
    };
    const model = modelOf(points, { ...finding, roof })!;
    expect(model.roof).toEqual(roof);
    const scales = scalesOf(points, model, 600);
    for (const mark of model.marks) {
      expect(scales.x(mark)).toBeGreaterThan(50);
      expect(scales.x(mark)).toBeLessThan(600);
      expect(scales.y(mark.y)).toBeGreaterThan(0);
    }
    // The ridge, at ten FLOPs a byte, lies on the plot too.
    expect(scales.across(10)).toBeLessThan(600);
    expect(scales.y(100)).toBeGreaterThan(0);
  });

  test('bars begin at zero and stand side by side in their place', () => {
    const bars: FigureView = { ...lines, mark: 'bar' };
    const model = modelOf(bars, finding)!;
    expect(model.places).toEqual(['4', '2', '3']);
    const scales = scalesOf(bars, model, 600);
    expect(scales.base).toBeCloseTo(scales.y(0));
    const [sine, plain] = model.marks.filter(({ x }) => x === '4');
    expect(scales.x(plain) - scales.x(sine)).toBeGreaterThanOrEqual(scales.bar);
  });
});

test('rows are sorted by numbers as numbers, empty cells last whichever way', () => {
  const accuracy = (descending: boolean) =>
    sortedRows(finding.rows, { column: 2, descending }).map((row) => row[2]);
  expect(accuracy(false)).toEqual([0.5, 0.7, 0.9, 0.98, null]);
  expect(accuracy(true)).toEqual([0.98, 0.9, 0.7, 0.5, null]);
});

test('CSV quotes what it must and leaves empty cells empty', () => {
  const csv = findingCsv({ ...finding, rows: finding.rows.slice(2, 4) });
  expect(csv).toBe('arm,bits,accuracy,low,high\n"sine, 3 epochs",2,0.5,0.4,0.6\nplain,2,,,\n');
});
