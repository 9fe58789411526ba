// The extremes of any range are those that reading the range finds.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Extremes } from './extremes';

test('whatever the range, and however the rows arrived', () => {
  const value = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 700 }),
      fc.array(fc.nat(700), { minLength: 2, maxLength: 6 }),
      (all, cuts) => {
        const values = Float64Array.from(all);
        const extremes = new Extremes();
        for (const cut of [...cuts, values.length].sort((a, b) => a - b))
          extremes.extend(values.subarray(0, cut));
        const [start, end] = cuts.slice(0, 2).sort((a, b) => a - b);
        const [low, high] = extremes.range(start, end);
        const there = [...values.subarray(start, end)].filter((each) => !Number.isNaN(each));
        expect([values[low], values[high]]).toEqual(
          there.length ? [Math.min(...there), Math.max(...there)] : [undefined, undefined],
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('the lowest value above zero is known', () => {
  const extremes = new Extremes();
  extremes.extend(Float64Array.of(3, 0, -2, 0.5, Number.NaN, 7));
  expect(extremes.lowestPositive).toBe(0.5);
});

test('with a deadline that has passed there is progress, and it says that there is more', () => {
  const extremes = new Extremes();
  const values = new Float64Array(10_000);
  expect(extremes.extend(values, 0)).toBe(false);
  expect(extremes.length).toBeGreaterThan(0);
  while (!extremes.extend(values, 0));
  expect(extremes.length).toBe(values.length);
});
