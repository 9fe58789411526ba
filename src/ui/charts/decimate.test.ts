// What is drawn of a curve shows what all its rows would show.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimate } from './decimate';
import { Extremes } from './extremes';
import { type Scale, toPixel } from './scale';

const columnsOf = (y: ArrayLike<number>, x: ArrayLike<number> = Array.from(y, (_, row) => row + 1)) => {
  const extremes = new Extremes();
  const values = Float64Array.from(y);
  extremes.extend(values);
  return { x: { values: Float64Array.from(x), factor: 1 }, y: values, extremes };
};
const xScale = (minimum: number, maximum: number, to = 50, logarithmic = false): Scale => ({
  minimum,
  maximum,
  logarithmic,
  from: 0,
  to,
});
/** One unit a pixel, upwards. */
const yScale: Scale = { minimum: 0, maximum: 1, logarithmic: false, from: 0, to: -1 };

const pairs = (points: readonly number[]) =>
  Array.from({ length: points.length / 2 }, (_, at) => [points[2 * at], -points[2 * at + 1]]);

test('few rows are drawn as they are, without those that have no value', () => {
  const points = pairs(decimate(columnsOf([5, Number.NaN, 7]), xScale(1, 3, 2), yScale));
  expect(points).toEqual([
    [0, 5],
    [2, 7],
  ]);
});

test('within a pixel of every row there is one as low and one as high, and x never goes back', () => {
  const ys = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 120, maxLength: 400 });
  fc.assert(
    fc.property(ys, fc.boolean(), (y, logarithmic) => {
      const scale = xScale(1, y.length, 50, logarithmic);
      const points = pairs(decimate(columnsOf(y), scale, yScale));
      const pixel = toPixel(scale);
      const hidden = y.filter((value, row) => {
        const near = points.filter(([x]) => Math.abs(x - pixel(row + 1)) <= 1.001).map(([, drawn]) => drawn);
        return !(Math.min(...near) <= value + 1e-6 && Math.max(...near) >= value - 1e-6);
      });
      expect(hidden).toEqual([]);
      expect(points.every(([x], at) => at === 0 || x >= points[at - 1][0])).toBe(true);
      if (!logarithmic) expect(points.length).toBeLessThanOrEqual(2 * 52);
    }),
    { numRuns: 25 },
  );
});

test('a single spike in a long run is seen, and zooming in shows each of the rows around it', () => {
  const y = new Float64Array(100_000).fill(1);
  y[54_321] = 9;
  const columns = columnsOf(y);
  const whole = pairs(decimate(columns, xScale(1, 100_000), yScale));
  expect(whole.length).toBeLessThanOrEqual(102);
  expect(whole.map(([, value]) => value)).toContain(9);
  const near = pairs(decimate(columns, xScale(54_317, 54_327), yScale));
  // One row beyond each end, to draw towards.
  expect(near).toHaveLength(13);
  expect(near.filter(([, value]) => value === 9)).toHaveLength(1);
});

test('a logarithmic axis leaves out what it cannot show', () => {
  const points = decimate(columnsOf([1, 0, -1, 10]), xScale(1, 4), {
    ...yScale,
    minimum: 1,
    maximum: 10,
    logarithmic: true,
  });
  expect(points).toHaveLength(4);
});
