// Pooling kernels against the float64 reference.

import { describe, test } from 'vitest';
import { checkOp } from '../../../e2e/support/checkOp';
import { type PoolingAttributes, poolingShape } from '../../graph/ops/pooling';

type Window = Omit<PoolingAttributes, 'kind'>;

const cases: [number[], Window][] = [
  [[1, 1, 1, 1], { window: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0] }],
  [[2, 5, 7, 3], { window: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] }],
  [[2, 8, 7, 4], { window: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] }],
  [[3, 6, 5, 8], { window: [3, 2], stride: [1, 3], padding: [2, 0, 1, 0] }],
  [[1, 9, 9, 5], { window: [2, 2], stride: [3, 3], padding: [0, 0, 0, 0] }],
  [[2, 7, 7, 16], { window: [7, 7], stride: [7, 7], padding: [0, 0, 0, 0] }],
];

describe.each(['max', 'average'] as const)('%s pooling', (kind) => {
  test.each(cases)('%o with %o', async (shape, window) => {
    const attributes = { kind, ...window };
    await checkOp({ op: 'pooling', inputs: [{ shape }], attributes });
    // Few distinct values, so that windows have several largest taps.
    const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * i) % 5);
    const dy = { shape: poolingShape(shape, attributes) };
    await checkOp({
      op: 'poolingGradient',
      inputs: [dy, { shape, data }],
      attributes: { ...attributes, shape },
    });
  });

  test('more workgroups than one dimension of a launch holds', async () => {
    const attributes = { kind, window: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] };
    const inputs = [{ shape: [5, 26, 26, 3] }];
    await checkOp({ op: 'pooling', inputs, attributes, workgroupsPerDimension: 7 });
  });
});
