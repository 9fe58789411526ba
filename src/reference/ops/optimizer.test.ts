// Optimizer steps worked out by hand.

import { expect, it } from 'vitest';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import type { DenseRule } from '../../graph/ops/optimizer';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import './index';

interface Situation {
  parameter: number;
  gradient: number;
  moments?: number[];
  step?: number;
  scale?: number;
  decay?: boolean;
}

/** One update of a one-element parameter with learning rate 0.1: the parameter and its moments afterwards. */
function updated(rule: DenseRule, situation: Situation, settings: Record<string, unknown> = {}): number[] {
  const { parameter, gradient, moments = [], step = 0, scale, decay = true } = situation;
  const graph = new Graph();
  const initializer = { kind: 'constant', value: 0 } as const;
  const values = [
    graph.parameter('p', [1], initializer, decay),
    graph.input('g', [1]),
    ...moments.map((_, index) => graph.state(`m${index}`, [1], initializer)),
    graph.input('learningRate', [1]),
    graph.input('step', [1], 'u32'),
    ...(scale === undefined ? [] : [graph.input('scale', [1])]),
  ];
  const data = [parameter, gradient, ...moments, 0.1, step, ...(scale === undefined ? [] : [scale])];
  const defaults = { weightDecay: 0, momentum: 0, nesterov: false, beta1: 0.9, beta2: 0.99, epsilon: 0 };
  graph.apply('denseUpdate', values, {
    ...defaults,
    ...settings,
    rule,
    count: 1,
    moments: moments.length,
    clipped: scale !== undefined,
  });
  const tensors = new Map(values.map((value, index) => [value, tensor([1], [data[index]])]));
  const known = interpret(graph.nodes, tensors, new Map());
  return [values[0], ...values.slice(2, 2 + moments.length)].map(
    (value) => known.get(value)?.data[0] as number,
  );
}

const close = (actual: number[], expected: number[]) => {
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 13);
};

it('sgd', () => {
  close(updated('sgd', { parameter: 1, gradient: 2 }), [0.8]);
  close(updated('sgd', { parameter: 1, gradient: 2 }, { weightDecay: 0.5 }), [0.75]);
  close(updated('sgd', { parameter: 1, gradient: 2, decay: false }, { weightDecay: 0.5 }), [0.8]);
  close(updated('sgd', { parameter: 1, gradient: 2, scale: 0.5 }), [0.9]);
  // m = 0.9·3 + 2 = 4.7; Nesterov looks ahead by g + 0.9·m = 6.23.
  close(updated('sgd', { parameter: 1, gradient: 2, moments: [3] }, { momentum: 0.9 }), [0.53, 4.7]);
  close(
    updated('sgd', { parameter: 1, gradient: 2, moments: [3] }, { momentum: 0.9, nesterov: true }),
    [0.377, 4.7],
  );
});

it('adamw', () => {
  // The first step from zero moments moves by the learning rate against the gradient's sign, whatever its size.
  close(updated('adamw', { parameter: 1, gradient: 1e-3, moments: [0, 0] }), [0.9, 1e-4, 1e-8]);
  close(updated('adamw', { parameter: 1, gradient: -5, moments: [0, 0] }), [1.1, -0.5, 0.25]);
  close(updated('adamw', { parameter: 1, gradient: 2, moments: [0, 0] }, { weightDecay: 0.5 }), [0.85]);
  close(updated('adamw', { parameter: 1, gradient: 2, moments: [0, 0] }, { epsilon: 2 }), [0.95]);
  // Second step: m = 0.19, v = 0.0199, both corrected to 1 by 1 − 0.9² and 1 − 0.99².
  close(updated('adamw', { parameter: 1, gradient: 1, moments: [0.1, 0.01], step: 1 }), [0.9, 0.19, 0.0199]);
});

it('adagrad', () => {
  // a = 7 + 3² = 16.
  close(updated('adagrad', { parameter: 1, gradient: 3, moments: [7] }), [0.925, 16]);
  close(updated('adagrad', { parameter: 1, gradient: 3, moments: [7] }, { epsilon: 2 }), [0.95, 16]);
});

it('clipByGlobalNorm', () => {
  const clip = (maximum: number) => {
    const graph = new Graph();
    const [a, b] = [graph.input('a', [2]), graph.input('b', [1])];
    const outputs = graph.apply('clipByGlobalNorm', [a, b], { maximum });
    const feeds = new Map([
      [a, tensor([2], [3, 0])],
      [b, tensor([1], [-4])],
    ]);
    const known = interpret(graph.nodes, new Map(), feeds);
    return outputs.map((output) => known.get(output)?.data[0]);
  };
  expect(clip(1)).toEqual([5, 0.2]);
  expect(clip(5)).toEqual([5, 1]);
  expect(clip(Number.POSITIVE_INFINITY)).toEqual([5, 1]);
});
