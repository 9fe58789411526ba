// Rules that would move rows of a replicated table that no sample touched are refused.

import { expect, test } from 'vitest';
import type { SparseOptimizer } from '../../optim/config';
import { cutTable } from './cutTable';
import { denseElements, denseUpdateGraph, sliceGraph } from './denseGraphs';
import { layoutOf } from './layout';

const shape = { rows: 5, dimension: 4 };
const layout = layoutOf({
  ...{ tables: [shape.rows], dimension: shape.dimension, devices: 2, devicesPerHost: 2, batch: 8 },
  plan: { tables: [cutTable(0, shape, 'data_parallel', { devices: [0, 1] })] },
});
const model = {
  ...{ dense: 3, tables: [shape.rows], bottom: [shape.dimension], top: [1], interaction: 'dot' as const },
  lookupsPerSample: 2,
};
const slice = sliceGraph(layout, model, 4, [16], 'fp32');
const update = (sparse: SparseOptimizer) =>
  denseUpdateGraph(slice, layout, { dense: { kind: 'sgd' }, sparse });

test('every device adds up the networks and the replicated tables', () => {
  // 3·4 + 4 of the bottom, 4 + 1 products and a bias of the top, 5 rows of 4.
  expect(denseElements(slice)).toBe(16 + 6 + 20);
});

test('lazy Adam, and Adagrad that divides by nothing', () => {
  expect(() => update({ kind: 'lazyAdam' })).toThrow(/Lazy Adam moves rows/);
  expect(() => update({ kind: 'adagrad', epsilon: 0 })).toThrow(/epsilon above 0/);
  expect(update({ kind: 'rowWiseAdagrad' }).nodes.some(({ op }) => op === 'sparseUpdate')).toBe(true);
});
