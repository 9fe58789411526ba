import { expect, test } from 'vitest';
import { RandomStream } from '../base/randomStream';
import { gridCode, gridDistance, gridHistogram, gridOf, gridPlaces, roundedTo } from './periodicGrid';
import { amplitudeSchedule, frequencySchedule } from './periodicSchedule';

test('a grid to the largest weight has it as its last point', () => {
  const weights = Float32Array.of(0.1, -0.75, 0.3);
  const grid = gridOf(weights, 3, 'maximum');
  expect(grid).toEqual({ bits: 3, period: 0.25 });
  expect([...weights].map((w) => gridCode(w, grid))).toEqual([0, -3, 1]);
  expect([...roundedTo(weights, grid)]).toEqual([0, -0.75, 0.25]);
  // |0.4 − 0|, |−3 + 3|, |1.2 − 1|
  expect(gridDistance(weights, grid)).toBeCloseTo(0.2, 6);
});

test('the one of least squared error is finer where few weights are large', () => {
  const weights = new RandomStream(1, 1).fillNormal(new Float32Array(4096));
  weights[0] = 12;
  const [widest, best] = [gridOf(weights, 3, 'maximum'), gridOf(weights, 3, 'leastSquares')];
  const error = (grid: typeof best) =>
    roundedTo(weights, grid).reduce((sum, w, i) => sum + (w - weights[i]) ** 2, 0);
  expect(best.period).toBeLessThan(widest.period / 2);
  expect(error(best)).toBeLessThan(error(widest) / 2);
});

test('weights spread evenly lie a quarter of a step away', () => {
  const weights = Float32Array.from({ length: 6001 }, (_, i) => i / 1000 - 3);
  expect(gridDistance(weights, { bits: 3, period: 1 })).toBeCloseTo(0.25, 4);
});

test('beyond the ends the distance is that to the end', () => {
  expect(gridDistance([2.5, -4], { bits: 2, period: 1 })).toBe((1.5 + 3) / 2);
});

test('a histogram has a bin for every point, and holds all weights', () => {
  const places = gridPlaces(2);
  expect(places).toEqual([-1.4, -1.2, -1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4]);
  const shares = gridHistogram([0, 0.5, 0.52, -9], { bits: 2, period: 0.5 });
  expect(shares.length).toBe(places.length);
  expect(shares[places.indexOf(0)]).toBe(0.25);
  expect(shares[places.indexOf(1)]).toBe(0.5);
  expect(shares[0]).toBe(0.25);
});

test('amplitude: nothing, then decades up to its top, then held', () => {
  const at = amplitudeSchedule({ begins: 100, tops: 200 }, 0.5, 2);
  expect([0, 99].map(at)).toEqual([0, 0]);
  expect(at(100)).toBeCloseTo(0.005, 12);
  expect(at(150)).toBeCloseTo(0.05, 12);
  expect([200, 10_000].map(at)).toEqual([0.5, 0.5]);
  // A ramp of no length is a jump.
  expect([6, 7, 8].map(amplitudeSchedule({ begins: 7, tops: 7 }, 3, 4))).toEqual([0, 3, 3]);
});

test('frequency: doubles in equal parts of the ramp', () => {
  const at = frequencySchedule({ begins: 10, tops: 40 }, 2);
  expect([0, 10, 19, 20, 29, 30, 39, 40, 99].map(at)).toEqual([0.25, 0.25, 0.25, 0.5, 0.5, 1, 1, 1, 1]);
  expect([0, 25, 99].map(frequencySchedule({ begins: 10, tops: 40 }, 0))).toEqual([1, 1, 1]);
});
