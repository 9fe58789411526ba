// Against numbers worked out by hand.

import { expect, test } from 'vitest';
import { mean, median, standardDeviation, variance } from './statistics';

test('of the population 2, 4, 4, 4, 5, 5, 7, 9', () => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  expect([mean(values), variance(values), standardDeviation(values), median(values)]).toEqual([5, 4, 2, 4.5]);
});

test('the middle does not depend on the order, sorts as numbers, and leaves the values alone', () => {
  const values = [10, 9, -1, 100, 2];
  expect(median(values)).toBe(9);
  expect(values).toEqual([10, 9, -1, 100, 2]);
  expect(median(Float32Array.of(3))).toBe(3);
});

test('nothing has no mean, spread or middle', () => {
  expect([mean([]), variance([]), standardDeviation([]), median([])]).toEqual(Array(4).fill(Number.NaN));
});
