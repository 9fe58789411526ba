// Kernel times by kernel, op and phase: nothing is lost on the way, and rates are those of the sums.

import { expect, test } from 'vitest';
import { kernelRows, rooflineOf, sharesByOp, sharesByPhase, sortRows } from './kernelRows';

const time = (
  kernel: string,
  op: string,
  milliseconds: number,
  flops: number,
  bytes: number,
  scope = '',
) => ({ label: 'l', op, scope, kernel, workgroups: [1, 1, 1] as const, milliseconds, flops, bytes });

const kernels = [
  time('gemm', 'matmul', 1, 4e6, 1e6, 'block1'),
  time('gemm', 'matmul', 3, 8e6, 3e6, 'gradient.block1'),
  time('gemm', 'convolution', 4, 0, 8e6, 'optimizer'),
];
const peaks = { flops: 8e9, bytesPerSecond: 4e9 };
const rows = kernelRows({ kernels, peaks });

test('dispatches of one kernel and op are summed', () => {
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    kernel: 'gemm',
    op: 'matmul',
    calls: 2,
    milliseconds: 4,
    share: 0.5,
    gigaflopsPerSecond: 3,
    gigabytesPerSecond: 1,
  });
  expect(rows.reduce((sum, { share }) => sum + share, 0)).toBe(1);
});

test('the roofline of a row is the least time of its dispatches over theirs', () => {
  // 0.5 ms and 1 ms of arithmetic in 4 ms; 2 ms of traffic in 4 ms.
  expect(rows.map(({ roofline }) => roofline)).toEqual([0.375, 0.5]);
  expect(rooflineOf(kernels, peaks)).toBeCloseTo(3.5 / 8, 12);
  expect(rooflineOf(kernels, undefined)).toBeNaN();
});

test('ops come longest first, phases in the order of the step', () => {
  const more = [...kernels, time('relu', 'relu', 8, 1, 1, 'block1')];
  expect(sharesByOp(more).map(({ name, share }) => [name, share])).toEqual([
    ['relu', 0.5],
    ['matmul', 0.25],
    ['convolution', 0.25],
  ]);
  expect(sharesByPhase(more).map(({ name, milliseconds }) => [name, milliseconds])).toEqual([
    ['forward', 9],
    ['backward', 3],
    ['update', 4],
  ]);
});

test('numbers sort downwards, names upwards, and both can be turned', () => {
  expect(sortRows(rows, 'gigabytesPerSecond', false).map(({ op }) => op)).toEqual(['convolution', 'matmul']);
  expect(sortRows(rows, 'op', false).map(({ op }) => op)).toEqual(['convolution', 'matmul']);
  expect(sortRows(rows, 'op', true).map(({ op }) => op)).toEqual(['matmul', 'convolution']);
});

test('what has no roofline is last either way', () => {
  const some = [{ ...rows[0], roofline: Number.NaN, op: 'unknown' }, ...rows];
  for (const reversed of [false, true])
    expect(sortRows(some, 'roofline', reversed).at(-1)?.op).toBe('unknown');
});

test('an unmeasurably short kernel has no rate', () => {
  const [row] = kernelRows({ kernels: [time('copy', 'pad', 0, 5, 5)], peaks });
  expect(row).toMatchObject({ share: 0, gigabytesPerSecond: 0, roofline: Number.NaN });
});
