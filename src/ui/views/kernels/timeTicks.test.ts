// Marks of the timeline: round, within the step, and as dense when zoomed in.

import { expect, test } from 'vitest';
import { timeTicks } from './timeTicks';

test.each([0.037, 1, 7.3, 412])('a step of %d ms has round marks within it', (total) => {
  const ticks = timeTicks(total, 1);
  expect(ticks[0].text).toBe('0 ms');
  expect(ticks.length).toBeGreaterThanOrEqual(3);
  expect(ticks.length).toBeLessThanOrEqual(8);
  expect(ticks[ticks.length - 1].at).toBeLessThanOrEqual(total * (1 + 1e-9));
  const digit = String(ticks[1].at.toExponential()).charAt(0);
  expect(['1', '2', '5']).toContain(digit);
});

test('zooming in adds marks, and their texts stay apart', () => {
  const near = timeTicks(412, 16);
  expect(near.length).toBeGreaterThan(4 * timeTicks(412, 1).length);
  expect(new Set(near.map(({ text }) => text)).size).toBe(near.length);
});

test('a step of no length has none', () => {
  expect(timeTicks(0, 1)).toEqual([]);
});
