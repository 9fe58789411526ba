// What the tables say of made-up measurements: crossings and verdicts in words, stages of bit decay, counts by hand.

import { describe, expect, test } from 'vitest';
import type { Finding } from '../findings';
import { defaultsOf } from '../schema';
import type { Outcomes } from '../training/arms';
import { allPairs, type Measured, problemsOf } from './measure';
import { type Settings, stagesOf } from './model';
import { type Format, nameOf } from './products';
import { schema } from './schema';
import { crossoverTable, paddedMultiplyAdds, productTable, publishedTable } from './speedTables';
import { accuracyTable } from './tables';

const settings = (given: Partial<Settings> = {}) => ({ ...defaultsOf(schema), ...given }) as Settings;
const problem = { name: 'matrix', left: [4, 48], filters: 8, kernel: 1 };

function measured(format: Format, medianMs: number): Measured {
  const words = typeof format === 'string' ? 0 : 3 * format[0] * format[1] * 4 * 8 * 2;
  return {
    ...{ problem, format, name: nameOf(format), mismatches: 0, weightBytes: 64, wordOperations: words },
    time: { medianMs, fastestMs: medianMs / 2, quartileMs: medianMs / 1.5, slowestMs: medianMs * 2, runs: 1 },
    ...{ overF32: 10 / medianMs, overInt8: 20 / medianMs, multiplyAdds: 4 * 48 * 8 },
  };
}

/** A pair takes as many milliseconds as it has pairs of planes. */
const all = [
  measured('f32', 10),
  measured('int8', 20),
  ...allPairs.map((pair) => measured(pair, pair[0] * pair[1])),
];
const column = ({ columns, rows }: Finding, key: string) =>
  rows.map((row) => row[columns.findIndex((one) => one.key === key)]);

describe('the crossover', () => {
  const found = crossoverTable(all);

  test('names the pairs that are faster', () => {
    expect(found.about).toContain(
      'Faster than f32 here: 1×1 bits, 1×2 bits, 1×3 bits, 1×4 bits, 2×1 bits, 2×2',
    );
    expect(found.about).not.toContain('3×4 bits,');
    expect(found.about).toContain('All pairs are faster than int8 here.');
  });

  test('draws a line for each width of activations, and both others level', () => {
    const series = column(found, 'series');
    expect(new Set(series).size).toBe(6);
    const f32 = column(found, 'ms').filter((_, at) => series[at] === 'f32');
    expect(f32).toEqual(Array(9).fill(10));
    expect(column(found, 'product').slice(-9)).toEqual([1, 2, 3, 4, 6, 8, 9, 12, 16]);
  });
});

test('operations are of whole words: 48 numbers take two', () => {
  expect(paddedMultiplyAdds(4 * 48 * 8, [4, 48])).toBe(4 * 64 * 8);
  const operations = column(productTable('pairs', '', all), 'operations');
  expect(operations.slice(0, 2)).toEqual([32, 8]);
  expect(operations.slice(2)).toEqual(allPairs.map(([a, w]) => 3 * a * w));
});

test.each([
  [1, 'at least 4× both'],
  [8, 'faster than both, by less than 4×'],
  [15, 'faster than one, slower than the other'],
  [40, 'slower than both'],
])('a product of %i ms is %s', (ms, verdict) => {
  const found = publishedTable(settings(), [measured([2, 1], ms)], true);
  expect(column(found, 'verdict')).toEqual([verdict]);
  expect(column(found, 'published')).toEqual(['4× to 20×']);
});

test('bits go one by one, and never below what is asked for', () => {
  const bits = (given: Partial<Settings>) =>
    stagesOf(settings(given)).map(({ activationBits, weightBits }) => [activationBits, weightBits]);
  expect(bits({})).toEqual([[2, 1]]);
  expect(bits({ course: 'decay' })).toEqual([
    [4, 4],
    [3, 3],
    [2, 2],
    [2, 1],
  ]);
  expect(bits({ course: 'decay', activationBits: 4, weightBits: 4 })).toEqual([[4, 4]]);
});

test('the pair that was trained is measured on every shape', () => {
  for (const { formats } of problemsOf(settings({ activationBits: 3, weightBits: 4 })))
    expect(formats.map(nameOf)).toContain('3×4 bits');
});

test('the accuracy table has a row for each network that has ended', () => {
  const scores = (accuracy: number) => ({
    testAccuracy: Float32Array.of(accuracy),
    testLoss: Float32Array.of(1),
  });
  const outcomes: Outcomes = new Map([
    ['f32', scores(0.75)],
    ['few bits', scores(0.5)],
  ]);
  const found = accuracyTable(settings(), outcomes);
  expect(column(found, 'accuracy')).toEqual([0.75, 0.5]);
  expect(column(found, 'weights')).toEqual([32, 1]);
});
