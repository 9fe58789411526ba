// Looks keep to their share of the time, whatever they cost and however often the reader asks.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProbePace } from './probePace';

test('cheap looks come once a second', () => {
  const pace = new ProbePace();
  expect(pace.wait(5)).toBe(0);
  pace.took(2, 1000);
  expect(pace.wait(1000)).toBe(1000);
  expect(pace.wait(2500)).toBe(0);
});

test('over routine looks the share stays below 5 %', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.1, max: 500, noNaN: true }), { minLength: 1 }), (costs) => {
      const pace = new ProbePace();
      let now = 0;
      for (const cost of costs) {
        now += pace.wait(now) + cost;
        pace.took(cost, now);
      }
      const spent = costs.reduce((sum, cost) => sum + cost, 0);
      expect(spent / (now + pace.wait(now))).toBeLessThan(0.05);
    }),
  );
});

test('looks asked for at once are made up for by the next routine one', () => {
  const pace = new ProbePace();
  for (let look = 0; look < 10; look++) pace.took(100, 100 * look);
  expect(pace.wait(1000)).toBeGreaterThanOrEqual(10 * 100 * 20 - 1000);
});
