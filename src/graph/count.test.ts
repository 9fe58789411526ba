import { expect, test } from 'vitest';
import { countGraph, phaseOf } from './count';
import { Graph } from './graph';
import './ops';
import { add, relu } from './ops/elementwise';
import { matmul } from './ops/matmul';
import { reshape } from './ops/shape';

const zeros = { kind: 'constant', value: 0 } as const;

test('a product, a sum and an activation, by hand', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  const y = relu(add(matmul(x, graph.parameter('w', [3, 5], zeros)), graph.parameter('b', [5], zeros)));
  graph.state('s', [7], zeros);
  graph.output('y', reshape(y, [10]));
  const { parameters, parameterBytes, stateBytes, total, phases, byOp } = countGraph(graph);
  expect({ parameters, parameterBytes, stateBytes }).toEqual({
    parameters: 20,
    parameterBytes: 80,
    stateBytes: 28,
  });
  expect(byOp.get('matmul')).toEqual({ nodes: 1, flops: 2 * 2 * 3 * 5, bytes: 4 * (6 + 15 + 10) });
  expect(byOp.get('add')).toEqual({ nodes: 1, flops: 10, bytes: 4 * (10 + 5 + 10) });
  expect(byOp.get('relu')).toEqual({ nodes: 1, flops: 10, bytes: 4 * 20 });
  expect(byOp.get('reshape')).toEqual({ nodes: 1, flops: 0, bytes: 0 });
  expect(total).toEqual({ nodes: 4, flops: 80, bytes: 4 * 76 });
  expect(phases.forward).toEqual(total);
});

test('dead nodes do not count', () => {
  const graph = new Graph();
  const x = graph.input('x', [4]);
  relu(relu(x));
  graph.output('y', relu(x));
  expect(countGraph(graph).total).toEqual({ nodes: 1, flops: 4, bytes: 32 });
});

test('phases are told apart by the outermost scope', () => {
  const scopes = ['', 'block1.attention', 'gradient', 'gradient.block1', 'optimizer'];
  expect(scopes.map((scope) => phaseOf({ scope }))).toEqual([
    'forward',
    'forward',
    'backward',
    'backward',
    'update',
  ]);
});
