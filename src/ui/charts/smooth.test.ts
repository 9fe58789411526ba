// Smoothing is the weighted mean of what came before, with weights that add up to one from the first value.

import { expect, test } from 'vitest';
import { Smoother } from './smooth';

test('each value weighs s times as much as the one after it', () => {
  const smoothing = 0.9;
  const values = [4, 1, 3, 2, 8];
  const smoother = new Smoother(smoothing);
  for (const [last] of values.entries()) {
    const weights = values.slice(0, last + 1).map((_, at) => smoothing ** (last - at));
    const sum = weights.reduce((total, weight, at) => total + weight * values[at], 0);
    const whole = weights.reduce((total, weight) => total + weight, 0);
    expect(smoother.next(values[last])).toBeCloseTo(sum / whole, 12);
  }
});

test('a missing value stays missing and leaves the rest as it is', () => {
  const [whole, gap] = [new Smoother(0.5), new Smoother(0.5)];
  whole.next(1);
  gap.next(1);
  expect(gap.next(Number.NaN)).toBeNaN();
  expect(gap.next(2)).toBe(whole.next(2));
});
