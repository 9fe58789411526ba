// Made-up tables against what is published of the real ones, and against the real file where it is.

import { describe, expect, test } from 'vitest';
import { readSharedText } from '../../../e2e/support/sharedData';
import type { EmbeddingTable } from '../problem';
import { generateTables } from './generate';
import { binOfCount, expectedBins } from './poissonBins';
import { ACCESS_BINS, SAMPLE_BATCH } from './profiles';
import { readTables } from './readTables';

const defaults = { dimension: 64, bytesPerElement: 4 };
/** Many, so that a sum of long-tailed numbers lies within some percent of its expectation. */
const many = generateTables({ tables: 8000, seed: 9, ...defaults });
const PUBLISHED = 856;

const lookups = ({ poolingFactor, coverage }: EmbeddingTable) => poolingFactor * coverage;
const seen = ({ accesses }: EmbeddingTable) => accesses!.pieces.reduce((sum, { rows }) => sum + rows, 0);
const mean = (tables: readonly EmbeddingTable[], of: (table: EmbeddingTable) => number) =>
  tables.reduce((sum, table) => sum + of(table), 0) / tables.length;
const quantile = (of: (table: EmbeddingTable) => number, share: number) =>
  many.map(of).sort((a, b) => a - b)[Math.floor(share * many.length)];
const within = (value: number, published: number, share: number) =>
  expect(Math.abs(value / published - 1)).toBeLessThan(share);

describe('what is published of the 856 tables', () => {
  const rows = ({ rows: count }: EmbeddingTable) => count;

  test('rows: median, largest, sum, and how many are at the floor', () => {
    within(quantile(rows, 0.5), 5.87e6, 0.03);
    expect(Math.max(...many.map(rows))).toBe(12_543_670);
    within(PUBLISHED * mean(many, rows), 3.516e9, 0.05);
    const floor = mean(many, (table) => (table.rows === 100 ? 1 : 0));
    expect(Math.abs(floor - 128 / PUBLISHED)).toBeLessThan(0.015);
  });

  test('lookups: median, ninth tenth, largest, none, sum', () => {
    within(quantile(lookups, 0.5), 4.57, 0.1);
    within(quantile(lookups, 0.9), 43.7, 0.1);
    expect(Math.max(...many.map(lookups))).toBeLessThanOrEqual(193.1);
    const none = mean(many, (table) => (lookups(table) === 0 ? 1 : 0));
    expect(Math.abs(none - 36 / PUBLISHED)).toBeLessThan(0.01);
    within(PUBLISHED * SAMPLE_BATCH * mean(many, lookups), 887_017_990, 0.05);
  });

  test('distinct rows, and the share of lookups that go to rows seen once', () => {
    within(PUBLISHED * mean(many, seen), 128.44e6, 0.1);
    const once = mean(many, (table) => lookups(table) * table.accesses!.unseen) / mean(many, lookups);
    expect(Math.abs(once - 0.0683)).toBeLessThan(0.015);
  });
});

test('rows and accesses by how often a row is looked up, against the real file', async ({ skip }) => {
  const text = await readSharedText('sharding/tables856.json');
  if (text === null) skip('tables856.json is not there');
  const real = readTables('tables856.json', text!, defaults);
  const histogram = (tables: readonly EmbeddingTable[], of: 'rows' | 'accesses') => {
    const bins = Array<number>(ACCESS_BINS).fill(0);
    for (const { accesses } of tables)
      for (const piece of accesses!.pieces)
        bins[binOfCount((piece.accesses / piece.rows) * (1 - 1e-9))] += piece[of];
    const total = bins.reduce((sum, count) => sum + count, 0);
    return bins.map((count) => count / total);
  };
  for (const of of ['rows', 'accesses'] as const) {
    const [made, given] = [histogram(many, of), histogram(real, of)];
    made.forEach((share, bin) => {
      expect(Math.abs(share - given[bin]), `${of}, bin ${bin}`).toBeLessThan(0.05);
    });
  }
});

test('each is a table: hottest rows first, no more of them than there are, all lookups counted', () => {
  for (const table of many) {
    const { pieces, unseen } = table.accesses!;
    const heats = pieces.map(({ rows, accesses }) => accesses / rows);
    expect(heats).toEqual([...heats].sort((a, b) => b - a));
    expect(seen(table)).toBeLessThanOrEqual(table.rows);
    expect(table.coverage).toBeGreaterThanOrEqual(0);
    expect(table.coverage).toBeLessThanOrEqual(1);
    expect(unseen).toBeGreaterThanOrEqual(0);
    expect(unseen).toBeLessThan(1);
    const counted = pieces.reduce((sum, { accesses }) => sum + accesses, 0);
    expect(Math.abs(counted - lookups(table) * SAMPLE_BATCH)).toBeLessThanOrEqual(1e-6 * counted);
    // A sample that has a feature looks up at least one row of it.
    if (table.coverage > 0) expect(table.poolingFactor).toBeGreaterThanOrEqual(1 - 1e-12);
  }
});

test('the same seed makes the same tables, however many; another makes others', () => {
  const few = generateTables({ tables: 20, seed: 9, ...defaults });
  expect(few).toEqual(many.slice(0, 20));
  expect(generateTables({ tables: 20, seed: 8, ...defaults })).not.toEqual(few);
  expect(() => generateTables({ tables: 0, seed: 1, ...defaults })).toThrow(/from 1 up/);
});

describe('expected histograms', () => {
  test('of equal rates are Poisson’s', () => {
    const { rows, accesses } = expectedBins({ active: 1000, mean: 1.5, spread: 0 });
    const p = (k: number) => (Math.exp(-1.5) * 1.5 ** k) / [1, 1, 2, 6, 24][k];
    expect(rows[0]).toBeCloseTo(1000 * p(1), 9);
    expect(rows[1]).toBeCloseTo(1000 * p(2), 9);
    expect(rows[2]).toBeCloseTo(1000 * (p(3) + p(4)), 9);
    expect(accesses[2]).toBeCloseTo(1000 * (3 * p(3) + 4 * p(4)), 9);
  });

  test('keep the mean, whatever the spread', () => {
    for (const spread of [0.5, 1.5, 3])
      for (const mean of [0.05, 3, 800]) {
        const { accesses } = expectedBins({ active: 1e4, mean, spread });
        expect(accesses.reduce((sum, count) => sum + count, 0) / (1e4 * mean)).toBeCloseTo(1, 6);
      }
  });

  test('bins: 1, 2, 3 to 4, 5 to 8, …', () => {
    expect([1, 2, 3, 4, 5, 8, 9, 32_768, 32_769, 1e9].map(binOfCount)).toEqual([
      0, 1, 2, 2, 3, 3, 4, 15, 16, 16,
    ]);
  });
});
