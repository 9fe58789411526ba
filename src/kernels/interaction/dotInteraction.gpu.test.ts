// Dot interaction kernels against the float64 reference.

import { describe, it } from 'vitest';
import { checkOp } from '../../../e2e/support/checkOp';
import { interactionPairs } from '../../graph/ops/interaction';

/** [batch, tables, width] */
const shapes = [
  [1, 1, 1],
  [3, 1, 5],
  [2, 2, 4],
  [17, 8, 16],
  [5, 26, 13],
  [7, 9, 12],
  [65, 3, 8],
  [2, 127, 3],
];

const classes = ['software', 'hardware'] as const;

describe.each(shapes)('batch %i, %i tables, width %i', (batch, tables, width) => {
  const vectors = [{ shape: [batch, width] }, { shape: [batch, tables, width] }];

  it.each(classes)('has every pair in order, for %s', async (adapterClass) => {
    await checkOp({ op: 'dotInteraction', inputs: vectors, adapterClass });
  });

  it.each(classes)('has the gradient of both inputs, for %s', async (adapterClass) => {
    const dy = { shape: [batch, width + interactionPairs(tables)] };
    await checkOp({ op: 'dotInteractionGradient', inputs: [dy, ...vectors], adapterClass });
  });
});

it('spreads launches beyond the limit of a dimension', async () => {
  const vectors = [{ shape: [301, 11] }, { shape: [301, 3, 11] }];
  const workgroupsPerDimension = 19;
  await checkOp({ op: 'dotInteraction', inputs: vectors, workgroupsPerDimension });
  const inputs = [{ shape: [301, 17] }, ...vectors];
  await checkOp({ op: 'dotInteractionGradient', inputs, workgroupsPerDimension });
});
