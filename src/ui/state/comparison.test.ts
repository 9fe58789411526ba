// What differs between runs, and what is said of the difference.

import { expect, test } from 'vitest';
import { comparisonOf, differenceOf } from './comparison';
import { newRun, type Run } from './run';

const run = (config: Run['config'], metrics: Run['metrics'], seed = 0): Run => ({
  ...newRun({ experiment: 'train-resnet', config, seed }),
  state: 'finished',
  metrics,
});

test('a setting that one run lacks differs, one that all share does not', () => {
  const runs = [run({ depth: 8, width: 4 }, {}), run({ depth: 14, width: 4 }, {}), run({ depth: 8 }, {}, 1)];
  const { settings } = comparisonOf(runs);
  expect(settings.filter(({ differs }) => differs).map(({ key, values }) => [key, ...values])).toEqual([
    ['depth', 8, 14, 8],
    ['width', 4, 4, undefined],
    ['seed', 0, 0, 1],
  ]);
  expect(settings.find(({ key }) => key === 'experiment')?.differs).toBe(false);
});

test('results are those of the runs, and a difference needs two numbers', () => {
  const { results } = comparisonOf([run({}, { trainLoss: 0.5 }), run({}, { trainLoss: 0.25, testAuc: 0.7 })]);
  expect(results.map(({ key, values }) => [key, ...values])).toEqual([
    ['trainLoss', 0.5, 0.25],
    ['testAuc', undefined, 0.7],
  ]);
  expect(differenceOf(0.25, 0.5)).toBe(-0.25);
  expect(differenceOf(0.5, 0.5)).toBeUndefined();
  expect(differenceOf(0.7, undefined)).toBeUndefined();
  expect(differenceOf('a', 'b')).toBeUndefined();
});
