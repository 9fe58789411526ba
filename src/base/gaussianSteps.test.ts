// Steps for normal numbers, against closed forms and a brute search.

import { expect, test } from 'vitest';
import { gaussianStep, nearestLevel } from './gaussianSteps';

test('two levels ±s: s is the mean distance from zero', () => {
  expect(gaussianStep({ lowest: -1, spacing: 2, count: 2 })).toBeCloseTo(Math.sqrt(2 / Math.PI), 3);
});

test('halves of the levels beyond the ends go to the ends, and one half-way goes up', () => {
  const levels = { lowest: -3, spacing: 2, count: 4 };
  expect([-9, -2.01, -2, 0, 1.9, 2, 50].map((x) => nearestLevel(x, levels))).toEqual([
    -3, -3, -1, 1, 1, 3, 3,
  ]);
});

test.each([
  [{ lowest: 0, spacing: 1, count: 2 }, true],
  [{ lowest: 0, spacing: 1, count: 4 }, true],
  [{ lowest: -3, spacing: 2, count: 4 }, false],
  [{ lowest: -4, spacing: 1, count: 8 }, false],
])('no other step loses less: %j, half-wave %s', (levels, halfWave) => {
  // Quantiles of the normal distribution by bisection of its density's running sum, apart from the code under test.
  const density = Array.from({ length: 20_001 }, (_, i) => Math.exp(-(((i - 10_000) / 1000) ** 2) / 2));
  const lost = (s: number) =>
    density.reduce((sum, p, i) => {
      const x = (i - 10_000) / 1000;
      return halfWave && x < 0 ? sum : sum + p * (x - s * nearestLevel(x / s, levels)) ** 2;
    }, 0);
  const step = gaussianStep(levels, halfWave);
  for (const factor of [0.25, 0.5, 0.9, 0.98, 1.02, 1.1, 2])
    expect(lost(factor * step)).toBeGreaterThan(lost(step));
});
