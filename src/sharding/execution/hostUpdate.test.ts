// Two lookups of one row by hand, and what order does to either way.

import { expect, test } from 'vitest';
import { hostTable, updateByLookup, updateOnce } from './hostUpdate';

const step = { rule: 'adagrad', rate: 1, epsilon: 0 } as const;
const lookups = { rows: [0, 0], bags: [0, 1], gradients: [3, 4] };
const fresh = () => hostTable(new Float32Array(1), 1, 'adagrad');

test('exact: one step with the sum, 7/√49', () => {
  const table = fresh();
  updateOnce(table, lookups, step);
  expect([table.weights[0], table.accumulator[0]]).toEqual([-1, 49]);
});

test('naive: 3/√9 and then 4/√25', () => {
  const table = fresh();
  updateByLookup(table, lookups, step);
  expect(table.weights[0]).toBeCloseTo(-1.8, 6);
  expect(table.accumulator[0]).toBe(25);
});

test('order moves the naive result and not the exact one', () => {
  const reversed = { ...lookups, bags: [1, 0] };
  const [exact, naive] = [fresh(), fresh()];
  updateOnce(exact, reversed, step);
  updateByLookup(naive, reversed, step);
  expect(exact.weights[0]).toBe(-1);
  expect(naive.weights[0]).toBeCloseTo(-1 - 3 / 5, 6);
});

test('row-wise Adagrad takes the mean of squares of a row, SGD no moments', () => {
  const rowWise = hostTable(new Float32Array(4), 2, 'rowWiseAdagrad');
  updateOnce(rowWise, { rows: [1], bags: [0], gradients: [1, 7] }, { ...step, rule: 'rowWiseAdagrad' });
  expect([...rowWise.accumulator]).toEqual([0, 25]);
  expect([...rowWise.weights.map((w) => Math.round(1000 * w))]).toEqual([0, 0, -200, -1400]);
  const plain = hostTable(new Float32Array(1), 1, 'sgd');
  updateByLookup(plain, lookups, { ...step, rule: 'sgd' });
  expect(plain.weights[0]).toBe(-7);
});
