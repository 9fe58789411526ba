// Each pass on graphs small enough to know what it must make of them.

import { describe, expect, it } from 'vitest';
import { expectSameAfter } from '../../reference/testing/samePass';
import { Graph } from '../graph';
import '../ops';
import { add, gelu, multiply, negate, relu, square, subtract } from '../ops/elementwise';
import { matmul } from '../ops/matmul';
import { broadcastTo, reduceSum } from '../ops/reduction';
import { reshape } from '../ops/shape';
import { algebraic } from './algebraic';
import { broadcastLast } from './broadcastLast';
import { commonSubexpressions } from './commonSubexpressions';
import { constantFolding } from './constantFolding';
import { deadCode } from './deadCode';
import type { PassGraph } from './passGraph';
import { sinkReshapes } from './sinkReshapes';

const ops = ({ nodes }: PassGraph) => nodes.map((node) => node.op);
const uniform = { kind: 'uniform', low: -1, high: 1 } as const;

/** p ← p − lr·p, traced as an update. */
function updateInPlace(
  graph: Graph,
  p: ReturnType<Graph['parameter']>,
  gradient = graph.input(`g${graph.nodes.length}`, p.shape),
) {
  const [learningRate, step] = [graph.constant(0.5, [1]), graph.constant(0, [1], 'u32')];
  graph.apply('denseUpdate', [p, gradient, learningRate, step], {
    rule: 'sgd',
    count: 1,
    moments: 0,
    clipped: false,
    weightDecay: 0.1,
    momentum: 0,
    nesterov: false,
    beta1: 0,
    beta2: 0,
    epsilon: 0,
  });
}

describe('deadCode', () => {
  it('keeps what leads to outputs and what updates, and nothing else', () => {
    const graph = new Graph();
    const x = graph.input('x', [4]);
    const p = graph.parameter('p', [4], uniform);
    negate(square(x));
    updateInPlace(graph, p, multiply(x, p));
    graph.output('y', relu(x));
    expect(ops(expectSameAfter(deadCode, graph))).toEqual(['multiply', 'denseUpdate', 'relu']);
  });
});

describe('constantFolding', () => {
  it('folds uniform constants to one number and others element by element', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const half = multiply(graph.constant(1, [2, 3]), graph.constant(0.5));
    const row = add(graph.constant([1, 2, 3], [3]), graph.constant([10, 20], [2, 1]));
    graph.output('y', add(multiply(x, half), reshape(reshape(row, [6]), [2, 3])));
    const after = expectSameAfter(constantFolding, graph);
    expect(ops(after)).toEqual(['multiply', 'add']);
    expect(after.nodes[0].inputs[1].data).toBe(0.5);
    expect(after.nodes[1].inputs[1].data).toEqual([11, 12, 13, 21, 22, 23]);
  });

  it('still computes a constant that is read back', () => {
    const graph = new Graph();
    graph.output('y', negate(graph.constant(2, [3])));
    expect(ops(expectSameAfter(constantFolding, graph))).toEqual(['negate']);
  });
});

describe('algebraic', () => {
  it('drops neutral operands of any shape', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const y = subtract(multiply(graph.constant(1, [2, 3]), add(x, 0)), 0);
    graph.output('y', relu(negate(negate(y))));
    expect(ops(deadCode(expectSameAfter(algebraic, graph)))).toEqual(['relu']);
  });

  it('keeps a neutral operand that broadcasts the other one', () => {
    const graph = new Graph();
    const x = graph.input('x', [3]);
    graph.output('y', relu(multiply(x, graph.constant(1, [2, 3]))));
    expect(ops(expectSameAfter(algebraic, graph))).toEqual(['multiply', 'relu']);
  });

  it('does not read a tensor later than its update', () => {
    const graph = new Graph();
    const p = graph.parameter('p', [4], uniform);
    const old = multiply(p, 1);
    const spread = broadcastTo(reshape(p, [1, 4]), [2, 4]);
    const x = graph.input('x', [2, 4]);
    updateInPlace(graph, p);
    graph.output('y', add(old, p));
    graph.output('z', multiply(x, spread));
    expectSameAfter(algebraic, graph);
  });

  it('joins reshapes, and sums before them', () => {
    const graph = new Graph();
    const [a, b] = [graph.input('a', [6]), graph.input('b', [6])];
    const x = reshape(reshape(square(a), [3, 2]), [2, 3]);
    graph.output('y', relu(add(x, reshape(relu(b), [2, 3]))));
    const after = deadCode(expectSameAfter(algebraic, graph));
    expect(ops(after)).toEqual(['square', 'relu', 'add', 'reshape', 'relu']);
    expect(after.nodes[2].outputs[0].shape).toEqual([6]);
  });

  it('lets the reader broadcast', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const wide = broadcastTo(graph.input('row', [1, 3]), [2, 3]);
    graph.output('y', multiply(x, wide));
    graph.output('wide', add(wide, wide));
    const after = deadCode(expectSameAfter(algebraic, graph));
    expect(after.nodes.find((node) => node.op === 'multiply')?.inputs[1].shape).toEqual([1, 3]);
  });
});

describe('broadcastLast', () => {
  it('turns the backward pass of a mean into one broadcast that scales', () => {
    const graph = new Graph();
    const x = square(graph.input('x', [2, 3]));
    graph.output('y', broadcastTo(reshape(multiply(x, graph.constant(0.25, [2, 3])), [2, 1, 3]), [2, 4, 3]));
    const after = deadCode(expectSameAfter(broadcastLast, graph));
    expect(ops(after)).toEqual(['square', 'reshape', 'broadcast', 'multiply']);
  });

  it('does not compute twice what others read', () => {
    const graph = new Graph();
    const x = multiply(graph.input('x', [1, 3]), 0.25);
    graph.output('x', x);
    graph.output('y', broadcastTo(x, [2, 3]));
    expect(ops(expectSameAfter(broadcastLast, graph))).toEqual(['multiply', 'broadcast']);
  });
});

describe('commonSubexpressions', () => {
  it('computes equal nodes once, but not across an update', () => {
    const graph = new Graph();
    const p = graph.parameter('p', [4], uniform);
    const [a, b] = [square(p), square(p)];
    const c = add(multiply(a, 2), multiply(b, 2));
    updateInPlace(graph, p);
    graph.output('y', add(c, square(p)));
    const after = expectSameAfter(commonSubexpressions, graph);
    expect(ops(after).filter((op) => op === 'square')).toHaveLength(2);
    expect(ops(after).filter((op) => op === 'multiply')).toHaveLength(1);
  });

  it('tells attributes apart', () => {
    const graph = new Graph();
    const x = graph.input('x', [3, 3]);
    graph.output('y', add(reduceSum(x, [0]), reduceSum(x, [1])));
    expect(expectSameAfter(commonSubexpressions, graph).nodes).toHaveLength(3);
  });
});

describe('sinkReshapes', () => {
  it('places a reshape before its first reader, behind what it reads', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const flat = reshape(reshape(square(x), [3, 2]), [6]);
    const other = gelu(x);
    graph.output('z', matmul(other, other, { transposeB: true }));
    graph.output('y', relu(flat));
    graph.output('flat', reshape(other, [6]));
    const order = ops(expectSameAfter(sinkReshapes, graph));
    expect(order).toEqual(['square', 'gelu', 'matmul', 'reshape', 'reshape', 'relu', 'reshape']);
  });
});
