// Marks are round numbers within the axis, and their texts tell them apart.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scale } from './scale';
import { ticksOf, tickTexts } from './ticks';

const scale = (minimum: number, maximum: number, logarithmic = false): Scale => ({
  minimum,
  maximum,
  logarithmic,
  from: 0,
  to: 400,
});

test.each([
  [scale(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [scale(-3, 21), [0, 5, 10, 15, 20]],
  [scale(1, 1e6, true), [1, 10, 100, 1000, 1e4, 1e5, 1e6]],
  [scale(0.08, 1.5, true), [0.1, 0.2, 0.5, 1]],
])('%j', (given, ticks) => expect(ticksOf(given, given.logarithmic ? 60 : 70)).toEqual(ticks));

test('wherever one zooms to, there are marks and no two have the same text', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 100, noNaN: true }),
      fc.boolean(),
      (minimum, share, logarithmic) => {
        const given = scale(minimum, minimum * (1 + share), logarithmic);
        const ticks = ticksOf(given, 50);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        for (const tick of ticks) expect(tick).toBeGreaterThanOrEqual(minimum * (1 - 1e-6));
        const texts = tickTexts('trainLoss', ticks);
        expect(new Set(texts).size).toBe(texts.length);
      },
    ),
    { numRuns: 60 },
  );
});
