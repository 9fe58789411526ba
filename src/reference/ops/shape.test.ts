// Ops that move elements, against hand-derived values and finite differences.

import { expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import { concat, gather, reshape, slice, transpose } from '../../graph/ops/shape';
import type { Value } from '../../graph/value';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

function evaluate(build: (x: Value) => Value, shape: number[]): number[] {
  const graph = new Graph();
  const x = graph.input('x', shape);
  const y = build(x);
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Array.from({ length: count }, (_, i) => i);
  return [...interpret(graph.nodes, new Map(), new Map([[x, tensor(shape, data)]])).get(y)!.data];
}

test('transpose', () => {
  expect(evaluate((x) => transpose(x, [1, 0]), [2, 3])).toEqual([0, 3, 1, 4, 2, 5]);
  expect(evaluate((x) => transpose(x, [2, 0, 1]), [2, 1, 3])).toEqual([0, 3, 1, 4, 2, 5]);
});

test('slice and its transpose, pad', () => {
  expect(evaluate((x) => slice(x, [1, 1], [2, 2]), [3, 4])).toEqual([5, 6, 9, 10]);
  const pad = (x: Value) => x.graph.apply('pad', [x], { starts: [1, 0], shape: [3, 3] })[0];
  expect(evaluate(pad, [1, 2])).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test('concat along either axis', () => {
  expect(evaluate((x) => concat([x, x], 0), [1, 2])).toEqual([0, 1, 0, 1]);
  expect(evaluate((x) => concat([x, slice(x, [0, 1], [2, 1])], 1), [2, 2])).toEqual([0, 1, 1, 2, 3, 3]);
});

test('gather takes rows, and refuses one that is not there', () => {
  const graph = new Graph();
  const x = graph.input('x', [3, 2]);
  const indices = graph.input('indices', [4], 'u32');
  const y = gather(x, indices);
  const run = (rows: number[]) => {
    const feeds = new Map([
      [x, tensor([3, 2], [0, 1, 2, 3, 4, 5])],
      [indices, tensor([4], rows)],
    ]);
    return [...interpret(graph.nodes, new Map(), feeds).get(y)!.data];
  };
  expect(run([2, 0, 2, 1])).toEqual([4, 5, 0, 1, 4, 5, 2, 3]);
  expect(() => run([0, 3, 0, 0])).toThrow(/index 3 at 1.*3 rows/);
});

test('gradients agree with finite differences', () => {
  checkGradient({
    build: (graph) => {
      const x = graph.input('x', [2, 3, 4]);
      const other = graph.input('other', [2, 3, 1]);
      const joined = concat([x, other], 2);
      const turned = transpose(joined, [1, 2, 0]);
      const cut = slice(turned, [1, 0, 0], [2, 3, 2]);
      return { loss: weightedSum(cut, reshape(turned, [6, 5])), targets: [x, other] };
    },
  });
});

test('shapes that do not fit are named', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  expect(() => reshape(x, [5])).toThrow(/x.*\[2, 3\].*5 elements/);
  expect(() => transpose(x, [0, 0])).toThrow(/transpose.*x/);
  expect(() => slice(x, [0, 2], [2, 2])).toThrow(/slice.*x.*\[2, 3\]/);
  expect(() => concat([x, graph.input('y', [3, 3])], 1)).toThrow(/concat: y \[3, 3\].*x \[2, 3\]/);
});
