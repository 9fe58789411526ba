// Which element-wise nodes become one kernel, and that none of it changes what is computed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSameAfter } from '../../reference/testing/samePass';
import { Graph } from '../graph';
import '../ops';
import { add, gelu, multiply, relu, sigmoid, square, subtract, tanh } from '../ops/elementwise';
import { fusedProgram } from '../ops/fused';
import { matmul } from '../ops/matmul';
import { broadcastTo, reduceSum } from '../ops/reduction';
import { reshape } from '../ops/shape';
import type { Value } from '../value';
import { fuseElementwise } from './fuseElementwise';
import { optimise, type PassGraph } from './index';

const uniform = { kind: 'uniform', low: -1, high: 1 } as const;
const ops = ({ nodes }: PassGraph) => nodes.map((node) => node.op);

function sgd(graph: Graph, p: Value, gradient: Value): void {
  const scalars = [graph.constant(0.5, [1]), graph.constant(0, [1], 'u32')];
  const attributes = { rule: 'sgd', count: 1, moments: 0, weightDecay: 0.1, momentum: 0 };
  graph.apply('denseUpdate', [p, gradient, ...scalars], attributes);
}

describe('fuseElementwise', () => {
  it('joins a chain with broadcast operands and constants into one program', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const row = graph.input('row', [3]);
    const y = multiply(add(multiply(x, row), row), 0.5);
    graph.output('y', relu(subtract(y, graph.constant(0.5))));
    const after = expectSameAfter(fuseElementwise, graph);
    expect(ops(after)).toEqual(['fused']);
    const program = fusedProgram(after.nodes[0]);
    expect(program.steps).toHaveLength(5);
    expect(program.constants).toEqual([0.5]);
    expect(after.nodes[0].inputs).toEqual([x, row]);
    expect(program.reads).toHaveLength(2);
  });

  it('writes every value that others read, through reshapes', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const a = square(x);
    const b = gelu(reshape(a, [6]));
    const c = add(reshape(b, [3, 2]), graph.input('row', [2]));
    graph.output('sum', reduceSum(a));
    graph.output('c', tanh(c));
    const after = expectSameAfter(fuseElementwise, graph);
    expect(ops(after)).toEqual(['fused', 'reduceSum']);
    expect(after.nodes[0].outputs.map((output) => output.shape)).toEqual([
      [2, 3],
      [3, 2],
    ]);
  });

  it('includes broadcasts', () => {
    const graph = new Graph();
    const wide = broadcastTo(graph.input('row', [1, 3]), [2, 3]);
    graph.output('wide', wide);
    graph.output('y', sigmoid(wide));
    expect(ops(expectSameAfter(fuseElementwise, graph))).toEqual(['fused']);
  });

  it('does not make a kernel wait for what reads its own result', () => {
    const graph = new Graph();
    const x = graph.input('x', [3, 3]);
    const a = square(x);
    const b = matmul(a, a);
    graph.output('y', add(a, b));
    expect(ops(expectSameAfter(fuseElementwise, graph))).toEqual(['square', 'matmul', 'add']);
  });

  it('does not read a tensor on the other side of its update', () => {
    const graph = new Graph();
    const p = graph.parameter('p', [4], uniform);
    const a = square(p);
    sgd(graph, p, graph.input('g', [4]));
    graph.output('y', add(a, relu(p)));
    expect(ops(expectSameAfter(fuseElementwise, graph))).toEqual(['square', 'denseUpdate', 'fused']);
  });

  it('joins nodes beside each other that read the same tensor', () => {
    const graph = new Graph();
    const x = graph.input('x', [5]);
    graph.output('a', square(x));
    graph.output('b', multiply(x, graph.input('y', [5])));
    expect(ops(expectSameAfter(fuseElementwise, graph))).toEqual(['fused']);
  });

  it('stays within eight storage buffers', () => {
    const graph = new Graph();
    const inputs = Array.from({ length: 20 }, (_, index) => graph.input(`x${index}`, [4]));
    graph.output('y', inputs.reduce(add));
    const after = expectSameAfter(fuseElementwise, graph);
    for (const node of after.nodes) expect(node.inputs.length + node.outputs.length).toBeLessThanOrEqual(8);
    expect(after.nodes.length).toBeLessThanOrEqual(4);
  });
});

/** Traces `choices` as ops over a pool of values of six elements or rows of three, with updates in between. */
function randomGraph(choices: readonly [number, number, number][]): Graph {
  const graph = new Graph();
  const [p, row] = [graph.parameter('p', [2, 3], uniform), graph.parameter('row', [3], uniform)];
  const weights = graph.input('weights', [3, 3]);
  const pool: Value[] = [graph.input('x', [2, 3]), graph.input('y', [6]), p, row];
  const pick = (index: number) => pool[index % pool.length];
  /** A row stays a row, which broadcasts; everything else becomes [2, 3]. */
  const fitted = (value: Value) => (value.shape[0] === 6 ? reshape(value, [2, 3]) : value);
  const whole = (value: Value) => broadcastTo(fitted(value), [2, 3]);
  for (const [kind, first, second] of choices) {
    const [a, b] = [fitted(pick(first)), fitted(pick(second))];
    if (kind < 3) pool.push([add, multiply, subtract][kind](a, b));
    else if (kind < 6) pool.push([relu, tanh, gelu][kind - 3](pick(first)));
    else if (kind === 6) pool.push(reduceSum(whole(a), [0]));
    else if (kind === 7) pool.push(matmul(whole(a), weights));
    else if (kind === 8) pool.push(reshape(whole(a), [6]));
    else if (kind === 9) pool.push(broadcastTo(graph.constant(0.5, [1, 1]), [2, 3]), multiply(b, 1));
    else sgd(graph, p, tanh(whole(a)));
  }
  for (const [index, value] of pool.slice(-3).entries()) graph.output(`output${index}`, value);
  return graph;
}

describe('on random graphs', () => {
  const choices = fc.array(fc.tuple(fc.nat(10), fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 40 });

  it.each([
    ['fusion alone', fuseElementwise],
    ['the whole pipeline', optimise],
  ])('%s changes no output and no update', (_, pass) => {
    fc.assert(
      fc.property(choices, (drawn) => {
        const graph = randomGraph(drawn);
        const after = expectSameAfter(pass, graph);
        expect(after.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
