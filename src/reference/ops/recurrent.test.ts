// Long short-term memory by hand on one unit, its gradient by finite differences, and what it cannot see.

import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { lstm } from '../../graph/ops/recurrent';
import { stackedLstm } from '../../nn/layers/recurrent';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

function remembered(shape: number[], x: ArrayLike<number>, weight: ArrayLike<number>): number[] {
  const graph = new Graph();
  const units = shape[2] / 4;
  const [given, w] = [graph.input('x', shape), graph.input('weight', [units, 4 * units])];
  const hidden = lstm(given, w);
  const feeds = new Map([
    [given, tensor(given.shape, x)],
    [w, tensor(w.shape, weight)],
  ]);
  return [...interpret(graph.nodes, new Map(), feeds).get(hidden)!.data];
}

const open = 40;
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

describe('long short-term memory', () => {
  it('adds up what open gates let in, and shows it through tanh', () => {
    // i, f and o open; the candidate is tanh of 0.5, then of −1, and nothing comes back through the weight.
    const h = remembered([1, 2, 4], [open, open, 0.5, open, open, open, -1, open], [0, 0, 0, 0]);
    expect(h[0]).toBeCloseTo(Math.tanh(Math.tanh(0.5)), 12);
    expect(h[1]).toBeCloseTo(Math.tanh(Math.tanh(0.5) + Math.tanh(-1)), 12);
  });

  it('forgets where the forget gate is shut, and reads its own output through the weight', () => {
    const weight = [0.3, -0.7, 1.1, 0.2];
    const [first, second] = remembered([1, 2, 4], [0, -open, 2, 0, 0.1, -open, -0.4, 0.5], weight);
    expect(first).toBeCloseTo(0.5 * Math.tanh(0.5 * Math.tanh(2)), 12);
    const cell = logistic(0.1 + 0.3 * first) * Math.tanh(-0.4 + 1.1 * first);
    expect(second).toBeCloseTo(logistic(0.5 + 0.2 * first) * Math.tanh(cell), 12);
  });

  it('sees no later step and no other sequence', () => {
    const x = Array.from({ length: 2 * 3 * 8 }, (_, i) => Math.sin(i * i));
    const weight = Array.from({ length: 16 }, (_, i) => Math.cos(3 * i));
    const before = remembered([2, 3, 8], x, weight);
    const changed = x.map((value, i) => (i >= 8 + 2 && i < 2 * 8 ? value + 1 : value));
    const after = remembered([2, 3, 8], changed, weight);
    // Only steps 1 and 2 of the first sequence follow what has changed.
    expect(before.map((value, i) => (value === after[i] ? 0 : 1))).toEqual([
      ...[0, 0, 1, 1, 1, 1],
      ...[0, 0, 0, 0, 0, 0],
    ]);
  });

  it.each([
    { steps: 1, batch: 3 },
    { steps: 5, batch: 2 },
  ])('has the right gradient for $steps steps', ({ steps, batch }) => {
    checkGradient({
      build(graph) {
        const x = graph.input('x', [batch, steps, 12]);
        const weight = graph.input('weight', [3, 12]);
        return { loss: weightedSum(lstm(x, weight)), targets: [x, weight] };
      },
    });
  });

  it('names the tensor that has no four gates', () => {
    const graph = new Graph();
    const weight = graph.input('weight', [2, 8]);
    expect(() => lstm(graph.input('x', [1, 2, 6]), weight)).toThrow(/lstm: x has shape \[1, 2, 6\]/);
    expect(() => lstm(graph.input('y', [1, 2, 6]), graph.input('w', [2, 6]))).toThrow(/lstm: w has shape/);
  });
});

it('has the right gradient of every parameter of two layers', () => {
  checkGradient({
    build(graph) {
      const y = stackedLstm(graph.input('x', [2, 4, 3]), 'memory', 5, 2);
      expect(graph.parameters.map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
        ...['memory1.input.weight 3×20', 'memory1.input.bias 20', 'memory1.hidden.weight 5×20'],
        ...['memory2.input.weight 5×20', 'memory2.input.bias 20', 'memory2.hidden.weight 5×20'],
      ]);
      return { loss: weightedSum(y), targets: graph.parameters };
    },
  });
});
