// Ops that move elements: the GPU must return the reference's elements exactly.

import { describe, test } from 'vitest';
import { checkOp, type OpCheck } from '../../../e2e/support/checkOp';
import { elementCount } from '../../graph/value';

const exact = { relative: 0, absolute: 0, reason: 'elements are only moved' };

describe.each(['software', 'hardware'] as const)('planned for %s', (adapterClass) => {
  const check = (op: OpCheck) => checkOp({ ...op, adapterClass, tolerance: exact });

  test.each<[number[], number[]]>([
    [[1], [0]],
    [
      [7, 5],
      [1, 0],
    ],
    [
      [64, 48],
      [1, 0],
    ],
    [
      [3, 4, 8],
      [1, 0, 2],
    ],
    [
      [3, 4, 8],
      [2, 0, 1],
    ],
    [
      [2, 1, 3, 5],
      [3, 1, 2, 0],
    ],
    [
      [2, 3, 2, 4, 2, 3],
      [0, 1, 3, 2, 4, 5],
    ],
    [
      [2, 3, 2, 3, 2, 3],
      [5, 3, 1, 4, 2, 0],
    ],
  ])('transpose %o by %o', async (shape, order) => {
    await check({ op: 'transpose', inputs: [{ shape }], attributes: { order } });
  });

  test.each<[number[], number[], number[]]>([
    [[5], [2], [3]],
    [
      [4, 6],
      [1, 2],
      [2, 3],
    ],
    [
      [4, 8],
      [0, 4],
      [4, 4],
    ],
    [
      [6, 3, 4],
      [2, 0, 0],
      [3, 3, 4],
    ],
    [
      [3, 4, 5, 2, 3],
      [1, 0, 2, 1, 0],
      [2, 3, 2, 1, 3],
    ],
  ])('slice %o from %o, and pad back', async (shape, starts, sizes) => {
    await check({ op: 'slice', inputs: [{ shape }], attributes: { starts, sizes } });
    await check({ op: 'pad', inputs: [{ shape: sizes }], attributes: { starts, shape } });
  });

  test.each<[number[][], number]>([
    [[[3]], 0],
    [[[3], [1]], 0],
    [
      [
        [2, 4],
        [2, 8],
      ],
      1,
    ],
    [
      [
        [2, 3, 4],
        [2, 5, 4],
        [2, 1, 4],
      ],
      1,
    ],
    [
      [
        [3, 2],
        [3, 0],
        [3, 1],
        [3, 4],
        [3, 2],
        [3, 7],
        [3, 1],
      ],
      1,
    ],
    [
      [
        [64, 16],
        [64, 80],
      ],
      1,
    ],
  ])('concat %o along %i', async (shapes, axis) => {
    await check({ op: 'concat', inputs: shapes.map((shape) => ({ shape })), attributes: { axis } });
  });

  test.each<[number[], number[]]>([
    [[1, 1], [1]],
    [[7, 3], [5]],
    [
      [9, 8],
      [2, 6],
    ],
    [[5, 2, 3], [4]],
    [[6], [11]],
  ])('gather from %o by indices %o', async (shape, indices) => {
    const data = Array.from({ length: elementCount(indices) }, (_, i) => (i * 7) % shape[0]);
    await check({ op: 'gather', inputs: [{ shape }, { shape: indices, dtype: 'u32', data }] });
  });

  test('integers keep every bit', async () => {
    const shape = [3, 2];
    const data = [0, 1, 0x7fc0_0001, 0x8000_0000, 0xffff_ffff, 3];
    await check({
      op: 'transpose',
      inputs: [{ shape, dtype: 'u32', data }],
      attributes: { order: [1, 0] },
    });
  });

  test('more workgroups than one dimension of a launch holds', async () => {
    const inputs = [{ shape: [101, 67] }];
    await check({ op: 'transpose', inputs, attributes: { order: [1, 0] }, workgroupsPerDimension: 20 });
  });
});
