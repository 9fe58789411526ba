// What the page says of its clock, for clocks that are rounded as browsers round them.

import { expect, test } from 'vitest';
import { clockStep, pageFlags } from './benchSetting';

/** A call takes `cost` ms; what is told are multiples of `step`, some of them skipped while something else ran. */
function clock(step: number, cost: number) {
  let calls = 0;
  const seen = { last: 0 };
  const now = () => {
    calls++;
    const interruption = Math.floor((calls * cost) / (7 * step)) * 3.3 * step;
    seen.last = 1e6 + Math.floor((calls * cost + interruption) / step) * step;
    return seen.last;
  };
  return { now, seen };
}

test.each([
  [0.005, 0.0001],
  [0.1, 0.0001],
  [1, 0.001],
  [100, 0.01],
])('a clock that is rounded to %s ms is seen to be', (step, cost) => {
  const { now, seen } = clock(step, cost);
  expect(clockStep(now)).toBeCloseTo(step, 6);
  // One step of a coarse clock is enough.
  expect(seen.last - 1e6).toBeLessThanOrEqual(20 + 5 * step);
});

test('the flags are what a page can know', () => {
  expect(pageFlags(true, 0.004999995)).toEqual(['cross-origin-isolated', 'clock-step=5µs']);
  expect(pageFlags(false, 0.1)).toEqual(['not-cross-origin-isolated', 'clock-step=100µs']);
});
