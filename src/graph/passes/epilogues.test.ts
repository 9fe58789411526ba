// What matrix products, convolutions and normalisations absorb, and what they must leave alone.

import { expect, it } from 'vitest';
import { expectSameAfter } from '../../reference/testing/samePass';
import { gradients } from '../autodiff';
import { Graph } from '../graph';
import '../ops';
import { convolution } from '../ops/convolution';
import { add, gelu, multiply, relu, sigmoid } from '../ops/elementwise';
import { epilogueOf, matmul } from '../ops/matmul';
import { layerNorm } from '../ops/normalisation';
import { reduceSum } from '../ops/reduction';
import { reshape } from '../ops/shape';
import type { Value } from '../value';
import { epilogues } from './epilogues';
import { optimise, type PassGraph } from './index';

const uniform = { kind: 'uniform', low: -1, high: 1 } as const;
const working = ({ nodes }: PassGraph) => nodes.filter((node) => node.op !== 'reshape');
const ops = (graph: PassGraph) => working(graph).map((node) => node.op);
const epilogue = (graph: PassGraph, index = 0) => epilogueOf(working(graph)[index].attributes);

function layer(graph: Graph, x: Value, name: string, outputs: number): Value {
  const weights = graph.parameter(`${name}.w`, [x.shape.at(-1) as number, outputs], uniform);
  return add(matmul(x, weights), graph.parameter(`${name}.b`, [outputs], uniform));
}

it('absorbs bias, residual and activation into one product, through reshapes', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3, 4]);
  graph.output('y', relu(add(graph.input('r', [2, 3, 5]), layer(graph, x, 'layer', 5))));
  const after = expectSameAfter(epilogues, graph);
  expect(ops(after)).toEqual(['matmul']);
  expect(epilogue(after)).toEqual({ bias: true, residual: true, activation: 'relu' });
});

it('absorbs a bias of one row and a bias given as a matrix', () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 4]);
  const w = graph.parameter('w', [4, 3], uniform);
  graph.output('y', sigmoid(add(graph.parameter('b', [1, 3], uniform), matmul(x, w))));
  expect(epilogue(expectSameAfter(epilogues, graph))).toEqual({ bias: true, activation: 'sigmoid' });
});

it('gives convolutions the same epilogue', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 4, 4, 3]);
  const w = graph.parameter('w', [3, 3, 3, 5], uniform);
  const y = add(convolution(x, w, { padding: 1 }), graph.parameter('b', [5], uniform));
  graph.output('y', relu(y));
  const after = expectSameAfter(epilogues, graph);
  expect(ops(after)).toEqual(['convolution']);
  expect(epilogue(after)).toEqual({ bias: true, activation: 'relu' });
});

it('saves the pre-activation for other readers, and masks the product that flows back', () => {
  const graph = new Graph();
  const hidden = gelu(layer(graph, graph.input('x', [6, 4]), 'first', 5));
  const loss = reduceSum(multiply(layer(graph, hidden, 'second', 3), graph.input('c', [6, 3])));
  for (const [index, gradient] of gradients(loss, graph.parameters).entries())
    graph.output(`gradient${index}`, gradient);
  const after = expectSameAfter(epilogues, graph);
  const products = after.nodes
    .filter((node) => node.op === 'matmul')
    .map((node) => epilogueOf(node.attributes));
  expect(products[0]).toEqual({ bias: true, activation: 'gelu', savePreActivation: true });
  expect(products).toContainEqual({ activationGradient: 'gelu' });
  expect(after.nodes.some((node) => node.op === 'geluGradient' || node.op === 'gelu')).toBe(false);
});

it('masks by relu through the output, adding what else flows back first', () => {
  const graph = new Graph();
  const x = graph.parameter('x', [6, 4], uniform);
  const hidden = relu(multiply(x, x));
  const skip = multiply(hidden, graph.input('c', [6, 4]));
  const loss = reduceSum(add(multiply(layer(graph, hidden, 'l', 4), graph.input('d', [6, 4])), skip));
  const [gradient] = gradients(loss, [x]);
  graph.output('gradient', gradient);
  const after = expectSameAfter(epilogues, graph);
  const masked = after.nodes.filter((node) => epilogueOf(node.attributes).activationGradient === 'relu');
  expect(masked).toHaveLength(1);
  expect(epilogueOf(masked[0].attributes).residual).toBe(true);
});

it('adds the gradient of a skip connection inside layer normalisation', () => {
  const graph = new Graph();
  const x = graph.parameter('x', [3, 4], uniform);
  const y = layerNorm(
    x,
    graph.parameter('scale', [4], uniform),
    graph.parameter('shift', [4], uniform),
    1e-5,
  );
  const loss = reduceSum(multiply(add(x, y), graph.input('c', [3, 4])));
  graph.output('gradient', gradients(loss, [x])[0]);
  const after = expectSameAfter(optimise, graph);
  const node = after.nodes.find(({ op }) => op === 'layerNormInputGradient');
  expect(node?.attributes.epilogue).toEqual({ residual: true });
});

it('leaves alone what others read, what grows, what doubles and what is read back', () => {
  const graph = new Graph();
  const [x, w] = [graph.input('x', [3, 4]), graph.parameter('w', [4, 3], uniform)];
  const read = matmul(x, w);
  graph.output('read twice', add(relu(add(read, 1)), read));
  graph.output('doubled', add(matmul(x, w), matmul(x, w)));
  const doubled = matmul(x, w);
  graph.output('same', add(doubled, doubled));
  graph.output('grows', add(matmul(x, w), graph.input('tall', [2, 3, 3])));
  graph.output('column', add(matmul(x, w), graph.input('column', [3, 1])));
  const kept = matmul(x, w);
  graph.output('kept', kept);
  graph.output('after kept', add(kept, graph.input('row', [3])));
  const after = expectSameAfter(epilogues, graph);
  const absorbed = after.nodes.filter((node) => Object.keys(epilogueOf(node.attributes)).length > 0);
  // Only one of the two products that are added takes the other as its residual.
  expect(absorbed.map((node) => epilogueOf(node.attributes))).toEqual([{ residual: true }]);
});

it('does not absorb an activation after something else has read what it would save', () => {
  const graph = new Graph();
  const y = matmul(graph.input('x', [3, 4]), graph.parameter('w', [4, 3], uniform));
  graph.output('sum', reduceSum(y));
  graph.output('gelu', gelu(y));
  expect(ops(expectSameAfter(epilogues, graph))).toEqual(['matmul', 'reduceSum', 'gelu']);
});

it('does not move a product past the update of its weights', () => {
  const graph = new Graph();
  const [x, w] = [graph.input('x', [4, 4]), graph.parameter('w', [4, 4], uniform)];
  const y = matmul(x, w);
  graph.apply(
    'denseUpdate',
    [w, graph.input('g', [4, 4]), graph.input('lr', [1]), graph.input('step', [1], 'u32')],
    {
      rule: 'sgd',
      count: 1,
      moments: 0,
      weightDecay: 0,
      momentum: 0,
    },
  );
  graph.output('y', relu(y));
  graph.output('flat', reshape(w, [16]));
  expect(ops(expectSameAfter(epilogues, graph))).toEqual(['matmul', 'denseUpdate', 'relu']);
});
