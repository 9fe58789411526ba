// Distances are those of the tests: relative to the size of the tensor and of the element.

import { expect, test } from 'vitest';
import { encodeRow, nearest, rowWords } from '../base/rowCodes';
import { codedDistance, distanceOf } from './distance';

const tolerance = { relative: 1e-6, absolute: 1e-6, reason: 'a few roundings' };
const distance = (actual: number[], expected: number[]) =>
  distanceOf(actual, Float64Array.from(expected), tolerance);

test('is relative to the element and to the tensor together', () => {
  // rms = 5: the second element is off by 1 of 5 + 7.
  expect(distance([1, 8], [1, 7]).error).toBeCloseTo(1 / 12);
  expect(distance([1, 8], [1, 7]).ratio).toBeCloseTo(1 / 12e-6);
});

test('equal tensors agree, also where everything is zero', () => {
  expect(distance([0, 0], [0, 0])).toEqual({ error: 0, ratio: 0 });
  expect(distance([1e-40], [0]).ratio).toBeLessThan(1);
});

test('what is not finite must be so in both', () => {
  expect(distance([NaN, Infinity, 1], [NaN, 1e300, 1])).toEqual({ error: 0, ratio: 0 });
  expect(distance([NaN, 1], [2, 1]).error).toBe(Infinity);
  expect(distance([2, 1], [NaN, 1]).ratio).toBe(Infinity);
  expect(distance([Infinity], [-Infinity]).ratio).toBe(Infinity);
});

test('a code on either side of a threshold is no distance, one further is', () => {
  const coding = { bits: 4, width: 3 } as const;
  const row = (numbers: number[]) => {
    const words = new Uint32Array(rowWords(coding));
    encodeRow(numbers, coding, nearest, words);
    return words;
  };
  // The step of the row 0 … 15 is one.
  const between = (a: number[], b: number[]) =>
    codedDistance(row(a), Float64Array.from(row(b)), coding, tolerance);
  expect(between([0, 7, 15], [0, 8, 15])).toEqual({ error: 0, ratio: 0 });
  expect(between([0, 7, 15], [0, 9, 15]).ratio).toBeGreaterThan(1000);
});
