// Histograms count everything once with zero in the middle; samples stand for the whole; pictures hold the
// numbers they are made of.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busiestRows, byLookups } from './clickProbe';
import { filterPictures, mapPictures, similarityPictures } from './pictures';
import { elementsIn, spreadRuns } from './slices';
import { describeParameter, positiveHistogram, symmetricHistogram } from './statistics';

const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
  minLength: 1,
});

test('every value is in one bin, and mirrored values in mirrored bins', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const { limit, counts } = symmetricHistogram(values, 5);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      expect(limit).toBe(Math.max(...values.map(Math.abs)));
      expect(positiveHistogram(values.map(Math.abs), 5).counts.reduce((sum, count) => sum + count, 0)).toBe(
        values.length,
      );
    }),
  );
  expect(symmetricHistogram([-1, -0.1, 0, 0.1, 1], 5).counts).toEqual([1, 0, 3, 0, 1]);
  expect(symmetricHistogram([0, 0], 5)).toEqual({ limit: 0, counts: [0, 0, 2, 0, 0] });
});

test('runs lie inside the tensor, in order and apart, and hold what is promised', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (count) => {
      const runs = spreadRuns(count);
      expect(elementsIn(runs)).toBe(Math.min(count, 8192));
      for (const [index, { start, length }] of runs.entries()) {
        expect(start).toBeGreaterThanOrEqual(index ? runs[index - 1].start + runs[index - 1].length : 0);
        expect(start + length).toBeLessThanOrEqual(count);
      }
    }),
  );
});

test('norms of a sample are scaled to the whole; change is relative to the length', () => {
  const values = new Float32Array([3, 4]);
  const parameter = describeParameter({
    name: 'w',
    shape: [4, 2],
    count: 8,
    values,
    gradient: new Float32Array([0, 1]),
    earlier: { step: 7, values: new Float32Array([3, 3]) },
  });
  expect(parameter).toMatchObject({ norm: 10, gradientNorm: 2, mean: 3.5, minimum: 3, maximum: 4, taken: 2 });
  expect(parameter.change).toEqual({ since: 7, relative: 0.2 });
});

test('filters are taken apart by filter, then channel', () => {
  // [1, 2, channels 2, filters 3]: element = 100·pixel + 10·channel + filter.
  const weight = [0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112];
  const { values, ...size } = filterPictures(weight, [1, 2, 2, 3]);
  expect(size).toEqual({ count: 6, height: 1, width: 2 });
  expect([...values]).toEqual([0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112]);
});

test('small maps are shown as they are, large ones are averaged, also at a ragged edge', () => {
  const small = mapPictures([1, 5, 2, 6, 3, 7, 4, 8], { height: 2, width: 2, channels: 2 });
  expect(small.pooled).toBe(1);
  expect([...small.pictures.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const row = Array.from({ length: 33 }, (_, x) => x);
  const large = mapPictures(row, { height: 1, width: 33, channels: 1 });
  expect(large).toMatchObject({ pooled: 2, pictures: { height: 1, width: 17 } });
  expect(large.pictures.values[0]).toBe(0.5);
  expect(large.pictures.values[16]).toBe(32);
});

test('similarity is one with itself, zero at right angles and minus one against', () => {
  const { values } = similarityPictures([1, 0, 0, 2, -3, 0], 1, 3, 2);
  expect([...values]).toEqual([1, 0, -1, 0, 1, 0, -1, 0, 1]);
});

test('the busiest rows are those a full sort finds', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 40 }), (counts) => {
      const sorted = counts.filter((count) => count > 0).sort((a, b) => b - a);
      const rows = busiestRows(Uint32Array.from(counts), 5);
      expect(rows.map((row) => counts[row])).toEqual(sorted.slice(0, 5));
      expect(new Set(rows).size).toBe(rows.length);
    }),
  );
});

test('rows are gathered by powers of two of their lookups', () => {
  const lookups = [0, 1, 2, 3, 4, 0];
  expect(byLookups([10, 20, 30, 40, 50, 20], (index) => lookups[index])).toEqual([
    { from: 0, to: 0, rows: 2, meanNorm: 15 },
    { from: 1, to: 1, rows: 1, meanNorm: 20 },
    { from: 2, to: 3, rows: 2, meanNorm: 35 },
    { from: 4, to: 7, rows: 1, meanNorm: 50 },
  ]);
});
