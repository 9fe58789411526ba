// The roofline chart: the roof bends at the ridge, and the axes hold everything.

import { expect, test } from 'vitest';
import { attainable, decadesOf, rooflinePoints, rooflineRanges } from './rooflineChart';

const peaks = { flops: 4e9, bytesPerSecond: 1e9 };
const time = (flops: number, bytes: number, milliseconds: number) => ({
  label: 'l',
  op: 'matmul',
  scope: '',
  kernel: 'k',
  workgroups: [1, 1, 1] as const,
  milliseconds,
  flops,
  bytes,
});

test('the roof rises with the intensity up to the peak', () => {
  expect(attainable(1, peaks)).toBe(1e9);
  expect(attainable(4, peaks)).toBe(4e9);
  expect(attainable(400, peaks)).toBe(4e9);
});

test('moves without arithmetic and immeasurably short dispatches have no point', () => {
  const points = rooflinePoints([time(2e6, 1e6, 2), time(0, 1e6, 1), time(1e6, 1e6, 0)]);
  expect(points).toEqual([{ index: 0, op: 'matmul', intensity: 2, flopsPerSecond: 1e9, milliseconds: 2 }]);
});

test('the axes are whole decades around points, ridge and peak', () => {
  const { x, y } = rooflineRanges(rooflinePoints([time(2e4, 1e6, 2), time(3e6, 1e6, 100)]), peaks);
  expect(x).toEqual({ from: 0.01, to: 10 });
  expect(y).toEqual({ from: 1e7, to: 1e10 });
  expect(decadesOf(x)).toEqual([0.01, 0.1, 1, 10]);
});
