// Hashing: the formulas against counting by hand, and against rows that were really hashed to.

import { expect, test } from 'vitest';
import {
  expectedCollisions,
  expectedDeadShare,
  expectedUsedRows,
  probabilityWithoutCollision,
  simulatedUsedRows,
} from './hashing';

test('small cases by hand', () => {
  // Two values, two rows: the second meets the first half of the time.
  expect(expectedUsedRows(2, 2)).toBeCloseTo(1.5, 12);
  expect(expectedCollisions(2, 2)).toBeCloseTo(0.5, 12);
  // Three values, three rows: 3·(1 − (2/3)³).
  expect(expectedUsedRows(3, 3)).toBeCloseTo(19 / 9, 12);
  expect(expectedUsedRows(5, 1)).toBe(1);
  expect(expectedUsedRows(0, 9)).toBeCloseTo(0, 12);
});

test('as many values as rows leave 36.8 % of the rows dead', () => {
  expect(expectedDeadShare(12_543_670, 12_543_670)).toBeCloseTo(Math.exp(-1), 6);
});

test('the birthday paradox: 23 people', () => {
  expect(probabilityWithoutCollision(22, 365)).toBeGreaterThan(0.5);
  expect(probabilityWithoutCollision(23, 365)).toBeCloseTo(0.4927027656760145, 12);
  expect(probabilityWithoutCollision(366, 365)).toBe(0);
  expect(probabilityWithoutCollision(1e7, 1e8)).toBe(0);
});

test.each([
  [5000, 20_000],
  [20_000, 20_000],
  [60_000, 20_000],
])('%d values in %d rows, hashed', (values, rows) => {
  // Variance of the number of empty rows (Feller I, II.11), here bounded by H·e^(−V/H); five deviations.
  const deviation = Math.sqrt(rows * Math.exp(-values / rows));
  const difference = simulatedUsedRows(values, rows, 3) - expectedUsedRows(values, rows);
  expect(Math.abs(difference)).toBeLessThan(5 * deviation);
});

test('no rows are refused', () => {
  expect(() => expectedUsedRows(1, 0)).toThrow(/rows from 1 up/);
});
