// Sums, means and broadcasting against hand-derived values and finite differences.

import { expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import { broadcastTo, reduceMean, reduceSum } from '../../graph/ops/reduction';
import type { Value } from '../../graph/value';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

function evaluate(build: (x: Value) => Value, shape: number[], data: number[]): number[] {
  const graph = new Graph();
  const x = graph.input('x', shape);
  const y = build(x);
  return [...interpret(graph.nodes, new Map(), new Map([[x, tensor(shape, data)]])).get(y)!.data];
}

const counting = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

test.each<[number[], number[]]>([
  [[0], [6, 8, 10, 12, 14, 16]],
  [[1], [6, 9, 24, 27]],
  [[2], [1, 5, 9, 13, 17, 21]],
  [
    [0, 2],
    [14, 22, 30],
  ],
  [[0, 1, 2], [66]],
])('[2, 3, 2] summed over %o', (axes, expected) => {
  expect(evaluate((x) => reduceSum(x, axes), [2, 3, 2], counting)).toEqual(expected);
});

test('a mean divides by what was summed', () => {
  expect(evaluate((x) => reduceMean(x, [0, 2]), [2, 3, 2], counting)).toEqual([3.5, 5.5, 7.5]);
});

test('broadcasting repeats size-one axes', () => {
  expect(evaluate((x) => broadcastTo(x, [2, 2, 3]), [2, 1], [5, 7])).toEqual([
    5, 5, 5, 7, 7, 7, 5, 5, 5, 7, 7, 7,
  ]);
});

test.each([[[0]], [[1]], [[0, 2]], [[1, 2, 3]], [[0, 1, 2, 3]]])(
  'gradients over axes %o agree with finite differences',
  (axes) => {
    for (const reduce of [reduceSum, reduceMean])
      checkGradient({
        build: (graph) => {
          const x = graph.input('x', [2, 3, 2, 4]);
          return { loss: weightedSum(reduce(x, axes)), targets: [x] };
        },
      });
  },
);

test('the gradient of broadcasting agrees with finite differences', () => {
  checkGradient({
    build: (graph) => {
      const x = graph.input('x', [3, 1, 2]);
      return { loss: weightedSum(broadcastTo(x, [4, 3, 5, 2])), targets: [x] };
    },
  });
});

test('an axis that is not there is named', () => {
  const x = new Graph().input('x', [2, 3]);
  expect(() => reduceSum(x, [2])).toThrow(/axis 2 of x.*\[2, 3\]/);
});
