// Axes that are walked as one are merged, and what remains must fit the kernel.

import { expect, test } from 'vitest';
import { mergeBlocks, mergeStrides, outerAxes } from './axes';

test('contiguous axes merge, others stay', () => {
  const axes = [
    { size: 2, stride: 12 },
    { size: 1, stride: 99 },
    { size: 3, stride: 4 },
    { size: 4, stride: 1 },
  ];
  expect(mergeStrides(axes)).toEqual([{ size: 24, stride: 1 }]);
  const transposed = [
    { size: 3, stride: 1 },
    { size: 2, stride: 3 },
  ];
  expect(mergeStrides(transposed)).toEqual(transposed);
  expect(mergeStrides([])).toEqual([{ size: 1, stride: 1 }]);
});

test('axes that a block fills join the axis outside them', () => {
  const axes = [
    { size: 6, start: 2, extent: 3 },
    { size: 4, start: 0, extent: 4 },
    { size: 5, start: 1, extent: 2 },
  ];
  expect(mergeBlocks(axes)).toEqual([
    { size: 24, start: 8, extent: 12 },
    { size: 5, start: 1, extent: 2 },
  ]);
});

test('too many separate axes are refused', () => {
  const axes = Array.from({ length: 7 }, (_, axis) => axis);
  expect(outerAxes('transpose', axes.slice(0, 3), -1)).toEqual([-1, -1, -1, 0, 1]);
  expect(() => outerAxes('transpose', axes, -1)).toThrow(/transpose: 7 separate axes.*Reshape first/);
});
