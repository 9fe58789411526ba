// Whole training steps through the graph passes: the same losses, updates and statistics in float64,
// from fewer nodes and with no element-wise node left that a neighbour could have absorbed.

import { expect, it } from 'vitest';
import { isElementwise } from '../graph/ops/elementwise';
import { epilogueOf } from '../graph/ops/matmul';
import { optimise } from '../graph/passes';
import { lookupInputs } from '../reference/testing/lookups';
import { expectSameAfter } from '../reference/testing/samePass';
import type { Model } from './model';
import { trainingStep } from './trainingStep';

const BATCH = 3;
const image = { image: 4, channels: 1, classes: 10 } as const;

function optimised(model: Model, feeds?: Record<string, number[]>) {
  const graph = trainingStep(model, {
    batchSize: BATCH,
    optimizer: {
      dense: { kind: 'adamw', weightDecay: 0.1 },
      sparse: { kind: 'rowWiseAdagrad' },
      clipNorm: 1,
    },
  });
  const { nodes } = expectSameAfter(optimise, graph, feeds);
  return {
    elementwise: nodes.filter(({ op }) => isElementwise(op) || op === 'fused' || op === 'broadcast').length,
    activations: nodes.filter(({ attributes }) => {
      const { activation, activationGradient } = epilogueOf(attributes);
      return activationGradient || (activation && activation !== 'none');
    }).length,
  };
}

it('ResNet: only the pooling gradient is left on its own', () => {
  const shape = { stem: 'small', block: 'basic', widths: [4, 8], blocks: [1, 1] } as const;
  expect(optimised({ kind: 'resnet', ...image, ...shape }).elementwise).toBe(1);
});

it('ViT: only the position embedding and the pooling gradient are left on their own', () => {
  const shape = { patch: 2, width: 8, depth: 2, heads: 2, mlpRatio: 2 };
  // GELU forward and backward in each of two blocks.
  expect(optimised({ kind: 'vit', ...image, ...shape })).toEqual({ elementwise: 2, activations: 4 });
});

it('MLP: nothing is left on its own', () => {
  const found = optimised({ kind: 'mlp', ...image, hidden: [6, 5] });
  expect(found).toEqual({ elementwise: 0, activations: 4 });
});

it('DLRM: only the interaction leaves the mask of the ReLU before it on its own', () => {
  const tables = [5, 7];
  const names = ['indices', 'offsets', 'uniqueRows', 'segmentStarts', 'segmentBags', 'counts'];
  const lookups = lookupInputs({ rows: 12, bags: BATCH * tables.length, mean: 2 });
  const feeds = Object.fromEntries(lookups.map(({ data }, index) => [names[index], data]));
  const lookupsPerSample = lookups[0].shape[0] / BATCH;
  const shape = { dense: 4, tables, bottom: [6, 8], top: [5, 1], lookupsPerSample };
  const found = optimised({ kind: 'dlrm', interaction: 'dot', ...shape }, feeds);
  expect(found).toEqual({ elementwise: 1, activations: 5 });
});
