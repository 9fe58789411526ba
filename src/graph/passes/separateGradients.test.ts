// Gradients that share memory get memory of their own, without changing the update or the norm.

import { expect, it } from 'vitest';
import { expectSameAfter } from '../../reference/testing/samePass';
import { gradients } from '../autodiff';
import { Graph } from '../graph';
import '../ops';
import { add, multiply } from '../ops/elementwise';
import { denseUpdateOperands } from '../ops/optimizer';
import { reduceSum } from '../ops/reduction';
import type { Value } from '../value';
import { optimise, separateGradients } from './index';

const uniform = { kind: 'uniform', low: -1, high: 1 } as const;

/** Updates all parameters by plain SGD with the gradients clipped. */
function train(graph: Graph, loss: Value): void {
  const found = gradients(loss, graph.parameters);
  const [, scale] = graph.apply('clipByGlobalNorm', found, { maximum: 0.5 });
  const scalars = [graph.input('learningRate', [1]), graph.input('step', [1], 'u32'), scale];
  graph.apply('denseUpdate', [...graph.parameters, ...found, ...scalars], {
    rule: 'sgd',
    count: found.length,
    moments: 0,
    clipped: true,
    weightDecay: 0,
    momentum: 0,
  });
}

it.each([
  ['alone', separateGradients],
  ['after all passes', optimise],
])('copies a gradient that two parameters share or that is a tensor of its own right, %s', (_, pass) => {
  const graph = new Graph();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => graph.parameter(name, [4], uniform));
  const x = graph.input('x', [4]);
  // a and b share one gradient, c's is x, d's is the parameter e and e's is d.
  const e = graph.parameter('e', [4], uniform);
  const shared = multiply(add(a, b), x);
  train(graph, reduceSum(add(add(multiply(shared, shared), multiply(c, x)), multiply(d, e))));
  const { nodes } = expectSameAfter(pass, graph);
  const update = nodes.find((node) => node.op === 'denseUpdate');
  const norm = nodes.find((node) => node.op === 'clipByGlobalNorm');
  const own = update ? denseUpdateOperands(update).gradients : [];
  expect(new Set(own).size).toBe(5);
  expect(own.every((gradient) => gradient.role === 'intermediate')).toBe(true);
  expect(norm?.inputs).toEqual(own);
});

it('copies a gradient that is computed from another one', () => {
  const graph = new Graph();
  const [a, b] = ['a', 'b'].map((name) => graph.parameter(name, [4], uniform));
  // The gradient of b is that of a, times a constant vector.
  const inner = add(a, multiply(b, graph.constant([1, 2, 3, 4], [4])));
  train(graph, reduceSum(multiply(multiply(inner, inner), graph.input('x', [4]))));
  const { nodes } = expectSameAfter(separateGradients, graph);
  const update = nodes.find((node) => node.op === 'denseUpdate');
  const own = update ? denseUpdateOperands(update).gradients : [];
  for (const node of nodes)
    if (node.outputs.some((output) => own.includes(output)))
      expect(node.inputs.some((input) => own.includes(input))).toBe(false);
});

it('leaves gradients alone that are all fed', () => {
  const graph = new Graph();
  const values = [graph.parameter('p', [4], uniform), graph.input('g', [4]), graph.input('rate', [1])];
  const attributes = { rule: 'sgd', count: 1, moments: 0, weightDecay: 0, momentum: 0 };
  graph.apply('denseUpdate', [...values, graph.input('step', [1], 'u32')], attributes);
  expect(expectSameAfter(separateGradients, graph).nodes).toEqual(graph.nodes);
});

it('leaves gradients alone that are their own', () => {
  const graph = new Graph();
  const p = graph.parameter('p', [4], uniform);
  train(graph, reduceSum(multiply(multiply(p, p), graph.input('x', [4]))));
  expect(expectSameAfter(separateGradients, graph).nodes).toEqual(graph.nodes);
});
