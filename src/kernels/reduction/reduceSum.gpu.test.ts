// Sums over axes against the float64 reference, planned for both adapter classes.

import { describe, expect, test } from 'vitest';
import { checkOp, runOp } from '../../../e2e/support/checkOp';

const cases: [number[], number[]][] = [
  [[], []],
  [[1], [0]],
  [[7], [0]],
  [[1021], [0]],
  [[50_000], [0]],
  [[1, 3], [0]],
  [[2048, 48], [0]],
  [[513, 10], [0]],
  [[100_003, 3], [0]],
  [[40_000, 16], [0]],
  [[5, 70_001], [1]],
  [[3, 4, 5], [1]],
  [[3, 7, 64], [1]],
  [[2, 64, 40], [1]],
  [
    [2, 8, 8, 20],
    [1, 2],
  ],
  [
    [5, 6, 7],
    [0, 2],
  ],
  [
    [4, 3, 5, 2, 6],
    [0, 2, 4],
  ],
  [[3, 4], []],
  [[2, 1, 3], [1]],
];

describe.each(['software', 'hardware'] as const)('planned for %s', (adapterClass) => {
  test.each(cases)('%o over %o', async (shape, axes) => {
    await checkOp({
      op: 'reduceSum',
      inputs: [{ shape }],
      attributes: { axes, keepDimensions: false },
      adapterClass,
    });
  });

  test('scaled, for means', async () => {
    for (const shape of [[6, 50], [50, 6], [50_000, 4], [40_000]])
      await checkOp({
        op: 'reduceSum',
        inputs: [{ shape }],
        attributes: { axes: [0], keepDimensions: true, scale: 1 / shape[0] },
        adapterClass,
      });
  });

  test('many rows and many columns', async () => {
    const attributes = { axes: [1], keepDimensions: false };
    await checkOp({ op: 'reduceSum', inputs: [{ shape: [70_000, 2] }], attributes, adapterClass });
    await checkOp({ op: 'reduceSum', inputs: [{ shape: [9000, 3, 2] }], attributes, adapterClass });
    await checkOp({
      op: 'reduceSum',
      inputs: [{ shape: [2, 80_001] }],
      attributes: { axes: [0], keepDimensions: false },
      adapterClass,
    });
  });

  test('two runs give the same bits', async () => {
    const check = {
      op: 'reduceSum',
      inputs: [{ shape: [30_000, 12] }],
      attributes: { axes: [0], keepDimensions: false },
      adapterClass,
    };
    const [[first], [second]] = [await runOp(check), await runOp(check)];
    expect(first.gpu).toEqual(second.gpu);
  });
});
