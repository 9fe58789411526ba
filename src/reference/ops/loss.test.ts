// Losses against hand-derived values and finite differences.

import { expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import { binaryCrossEntropy, softmaxCrossEntropy } from '../../graph/ops/loss';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

test('softmax cross-entropy of known odds', () => {
  const graph = new Graph();
  const logits = graph.input('logits', [3, 3]);
  const targets = graph.input('targets', [3, 3]);
  const { loss, correct } = softmaxCrossEntropy(logits, targets, 0.5);
  // Odds 1 : 2 : 5, and a logit so large that exp alone would overflow.
  const x = [0, Math.log(2), Math.log(5), 0, Math.log(2), Math.log(5), 1000, 0, 0];
  const t = [0, 1, 0, 0.25, 0, 0.75, 1, 0, 0];
  const feeds = new Map([
    [logits, tensor([3, 3], x)],
    [targets, tensor([3, 3], t)],
  ]);
  const known = interpret(graph.nodes, new Map(), feeds);
  const losses = known.get(loss)!.data;
  expect(losses[0]).toBeCloseTo(0.5 * Math.log(4), 12);
  expect(losses[1]).toBeCloseTo(0.5 * (0.25 * Math.log(8) + 0.75 * Math.log(8 / 5)), 12);
  expect(losses[2]).toBe(0);
  expect([...known.get(correct)!.data]).toEqual([0, 1, 1]);
  const gradient = known.get(graph.nodes[0].outputs[1])!.data;
  const expected = [0.125, 0.25 - 1, 0.625].map((value) => 0.5 * value);
  for (const [i, value] of expected.entries()) expect(gradient[i]).toBeCloseTo(value, 12);
});

test('ties count the first largest class', () => {
  const graph = new Graph();
  const logits = graph.input('logits', [2, 2]);
  const targets = graph.input('targets', [2, 2]);
  const { correct } = softmaxCrossEntropy(logits, targets, 1);
  const feeds = new Map([
    [logits, tensor([2, 2], [3, 3, 3, 3])],
    [targets, tensor([2, 2], [1, 0, 0, 1])],
  ]);
  expect([...interpret(graph.nodes, new Map(), feeds).get(correct)!.data]).toEqual([1, 0]);
});

test('binary cross-entropy at zero, and far out without overflow', () => {
  const graph = new Graph();
  const logits = graph.input('logits', [4]);
  const targets = graph.input('targets', [4]);
  const loss = binaryCrossEntropy(logits, targets, 2);
  const feeds = new Map([
    [logits, tensor([4], [0, 1000, -1000, 1000])],
    [targets, tensor([4], [1, 1, 1, 0])],
  ]);
  const known = interpret(graph.nodes, new Map(), feeds);
  expect([...known.get(loss)!.data]).toEqual([2 * Math.log(2), 0, 2000, 2000]);
  expect([...known.get(graph.nodes[0].outputs[1])!.data]).toEqual([-1, 0, -2, 2]);
});

test('gradients agree with finite differences', () => {
  checkGradient({
    build: (graph) => {
      const logits = graph.input('logits', [4, 5]);
      const targets = graph.input('targets', [4, 5]);
      return { loss: weightedSum(softmaxCrossEntropy(logits, targets, 0.3).loss), targets: [logits] };
    },
  });
  checkGradient({
    build: (graph) => {
      const logits = graph.input('logits', [11]);
      const targets = graph.input('targets', [11]);
      return { loss: weightedSum(binaryCrossEntropy(logits, targets, 0.3)), targets: [logits] };
    },
  });
});
