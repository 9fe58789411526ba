// Pooling against hand-derived values and finite differences.

import { describe, expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import { averagePool, maxPool } from '../../graph/ops/pooling';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

const image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const options = { window: 2, stride: 2, padding: 1 };

test('windows that hang over the border count only what lies inside', () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 3, 3, 1]);
  const largest = maxPool(x, options);
  const mean = averagePool(x, options);
  const known = interpret(graph.nodes, new Map(), new Map([[x, tensor(x.shape, image)]]));
  expect([...known.get(largest)!.data]).toEqual([1, 3, 7, 9]);
  expect([...known.get(mean)!.data]).toEqual([1, 2.5, 5.5, 7]);
});

test('a tie sends the gradient to the first of the largest', () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 2, 2, 1]);
  const dy = graph.input('dy', [1, 1, 1, 1]);
  const attributes = { kind: 'max', window: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], shape: x.shape };
  const [dx] = graph.apply('poolingGradient', [dy, x], attributes);
  const feeds = new Map([
    [x, tensor(x.shape, [0, 7, 7, 7])],
    [dy, tensor(dy.shape, [3])],
  ]);
  expect([...interpret(graph.nodes, new Map(), feeds).get(dx)!.data]).toEqual([0, 3, 0, 0]);
});

describe.each([
  ['max', maxPool],
  ['average', averagePool],
])('%s pooling', (_, pool) => {
  test.each([
    { window: 2 },
    { window: 3, stride: 2, padding: 1 },
    { window: 3, stride: 1, padding: 1 },
    { window: 2, stride: 3 },
  ])('gradient with %o agrees with finite differences', (pooling) => {
    checkGradient({
      build: (graph) => {
        const x = graph.input('x', [2, 5, 6, 3]);
        return { loss: weightedSum(pool(x, pooling)), targets: [x] };
      },
    });
  });
});
