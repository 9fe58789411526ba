// Rows that a batch is expected to touch: closed forms of known distributions, and what drawn batches touch.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawLookups, zipfProfile } from './drawLookups';
import { ExpectedUse, expectedDistinct } from './expectedUse';

test('of rows that are looked up alike, by the coupon collector', () => {
  for (const [rows, lookups] of [
    [1, 5],
    [7, 3],
    [365, 23],
    [1000, 100_000],
  ])
    expect(expectedDistinct({ rows }, lookups)).toBeCloseTo(rows * (1 - (1 - 1 / rows) ** lookups), 9);
});

test('of a piece that gets all lookups, none lies elsewhere', () => {
  const accesses = { pieces: [{ rows: 5, accesses: 40 }], unseen: 0 };
  expect(expectedDistinct({ rows: 1e9, accesses }, 2)).toBeCloseTo(5 * (1 - 0.8 ** 2), 9);
});

test('of unseen rows, each is as likely as any', () => {
  const accesses = { pieces: [{ rows: 2, accesses: 1 }], unseen: 0.5 };
  const [hot, cold] = [0.25 + 0.5 / 100, 0.5 / 100];
  expect(expectedDistinct({ rows: 100, accesses }, 3)).toBeCloseTo(
    2 * (1 - (1 - hot) ** 3) + 98 * (1 - (1 - cold) ** 3),
    9,
  );
});

describe('a drawn batch touches as many', () => {
  test.each([0, 0.7, 1.1])('under Zipf’s law of exponent %f', (exponent) => {
    const table = { rows: 5000, poolingFactor: 4, coverage: 1, accesses: zipfProfile(5000, exponent) };
    const { rows } = drawLookups(table, { index: 1, batch: 2000, seed: 3, step: 0 });
    const distinct = new Set(rows).size;
    // A touched row more or less is a coin: five deviations are below five roots of the count.
    expect(Math.abs(distinct - expectedDistinct(table, rows.length))).toBeLessThan(5 * Math.sqrt(distinct));
  });
});

test('no more rows than there are, than lookups, and a range has its share', () => {
  const piece = fc.record({
    rows: fc.double({ min: 0.01, max: 1e7, noNaN: true }),
    accesses: fc.double({ min: 0, max: 1e9, noNaN: true }),
  });
  const given = fc.record({
    more: fc.integer({ min: 1, max: 2 ** 40 }),
    pieces: fc.array(piece, { maxLength: 6 }),
    unseen: fc.double({ min: 0, max: 1, noNaN: true }),
    lookups: fc.double({ min: 1, max: 1e9, noNaN: true }),
  });
  fc.assert(
    fc.property(given, ({ more, pieces, unseen, lookups }) => {
      const rows = Math.ceil(pieces.reduce((sum, own) => sum + own.rows, more));
      const use = new ExpectedUse({ rows, accesses: { pieces, unseen } }, lookups);
      const all = use.within(0, rows);
      expect(all.lookups).toBe(lookups);
      expect(all.distinct).toBeGreaterThan(0);
      expect(all.distinct).toBeLessThanOrEqual(Math.min(rows, lookups) * (1 + 1e-9));
      expect(use.within(0, rows / 2).distinct / all.distinct).toBeCloseTo(0.5, 9);
    }),
  );
});
