// Remapping: every row has one slot, hot rows first, and pooled lookups through the map give what they gave before.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinedWeights, remapOf, rowAt, splitWeights } from './remap';

const cases = fc
  .record({
    counts: fc.array(fc.nat(20), { minLength: 1, maxLength: 60 }),
    dimension: fc.integer({ min: 1, max: 5 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    bag: fc.array(fc.nat(), { maxLength: 30 }),
  })
  .map(({ share, ...rest }) => ({ ...rest, hotRows: Math.round(share * rest.counts.length) }));

test('tables come back as they were, and lookups find the same rows', () => {
  fc.assert(
    fc.property(cases, ({ counts, dimension, hotRows, bag }) => {
      const weights = Float32Array.from({ length: counts.length * dimension }, (_, i) => Math.sin(i + 1));
      const remap = remapOf(counts, hotRows);
      const split = splitWeights(weights, dimension, remap);
      expect(split.fast.length).toBe(hotRows * dimension);
      expect(joinedWeights(split, dimension, remap)).toEqual(weights);
      for (const id of bag) {
        const row = id % counts.length;
        const before = weights.subarray(row * dimension, (row + 1) * dimension);
        expect(rowAt(split, dimension, remap[row])).toEqual(before);
      }
    }),
  );
});

test('each slot of either part belongs to one row, and none in slow memory is hotter', () => {
  fc.assert(
    fc.property(cases, ({ counts, hotRows }) => {
      const remap = remapOf(counts, hotRows);
      const hot = [...remap].filter((slot) => slot >= 0).sort((a, b) => a - b);
      const cold = [...remap]
        .filter((slot) => slot < 0)
        .map((slot) => ~slot)
        .sort((a, b) => a - b);
      expect(hot).toEqual(hot.map((_, slot) => slot));
      expect(hot.length).toBe(hotRows);
      expect(cold).toEqual(cold.map((_, slot) => slot));
      const least = Math.min(...counts.filter((_, row) => remap[row] >= 0));
      const most = Math.max(...counts.filter((_, row) => remap[row] < 0));
      expect(most).toBeLessThanOrEqual(least);
    }),
  );
});

test('more hot rows than rows are refused', () => {
  expect(() => remapOf([1, 2], 3)).toThrow(/from 0 to 2/);
  expect(() => splitWeights(new Float32Array(5), 2, remapOf([1, 2], 1))).toThrow(/4 weights, got 5/);
});
