// A periodic regulariser in a training step, against the formula written out.

import { expect, test } from 'vitest';
import { RandomStream } from '../base/randomStream';
import type { Model } from '../nn/model';
import { lossGraph, trainingStep } from '../nn/trainingStep';
import { interpret, referenceState } from '../reference/interpreter';
import '../reference/ops';
import { tensor } from '../reference/tensor';
import type { DenseOptimizer } from './config';
import { type PeriodicRegulariser, productWeights } from './periodic';

const BATCH = 4;
const mlp: Model = { kind: 'mlp', image: 3, channels: 1, classes: 3, hidden: [5] };
const [RATE, LAMBDA, FREQUENCY] = [0.5, 0.2, 0.5];
const PERIOD = 0.7;
const AMPLITUDE = 0.3;

/** Parameters after one step, by name. */
function step(dense: DenseOptimizer, periodic?: PeriodicRegulariser, lambda = LAMBDA, clipNorm?: number) {
  const graph = trainingStep(mlp, { batchSize: BATCH, optimizer: { dense, periodic, clipNorm } });
  const state = referenceState(graph, 1);
  for (const [value, { data }] of state) {
    if (value.name.endsWith('.period')) data.fill(PERIOD);
    if (value.name.endsWith('.amplitude')) data.fill(AMPLITUDE);
  }
  const before = new Map([...state].map(([{ name }, { data }]) => [name, data.slice()]));
  const images = new RandomStream(1, 1).fillNormal(new Float32Array(BATCH * 9));
  const given: Record<string, ArrayLike<number>> = {
    images,
    targets: Array.from({ length: BATCH * 3 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
    step: [0],
    learningRate: [RATE],
    periodicAmplitude: [lambda],
    periodicFrequency: [FREQUENCY],
  };
  interpret(
    graph.nodes,
    state,
    new Map(graph.inputs.map((input) => [input, tensor(input.shape, given[input.name])])),
  );
  const after = new Map([...state].map(([{ name }, { data }]) => [name, data]));
  return { before, after };
}

const sgd: DenseOptimizer = { kind: 'sgd' };
/** λ·a·dφ/dw for φ = sin²(πfw/Δ). */
const pull = (w: number) =>
  LAMBDA * AMPLITUDE * ((Math.PI * FREQUENCY) / PERIOD) * Math.sin((2 * Math.PI * FREQUENCY * w) / PERIOD);

test('it concerns the weights of products, not biases', () => {
  expect(productWeights(lossGraph(mlp, 2)).map(({ name }) => name)).toEqual(['layer1.weight', 'head.weight']);
});

test.each(['sine', 'cosine'] as const)('in the loss, %s adds its slope to the gradient', (wave) => {
  const [{ before, after: plain }, { after }] = [step(sgd), step(sgd, { wave })];
  for (const [name, start] of before) {
    if (!/\.(weight|bias)$/.test(name)) continue;
    const own = after.get(name)!;
    for (const [i, w] of plain.get(name)?.entries() ?? []) {
      const expected = name.endsWith('.weight') ? w - RATE * pull(start[i]) : w;
      expect(own[i]).toBeCloseTo(expected, 10);
    }
  }
});

test('decoupled, it pulls what the optimizer has moved, whatever that is and however it clips', () => {
  const adam: DenseOptimizer = { kind: 'adamw' };
  const [{ after: plain }, { after }] = [
    step(adam, undefined, 0, 0.1),
    step(adam, { wave: 'cosine', decoupled: true }, LAMBDA, 0.1),
  ];
  for (const [name, moved] of plain)
    for (const [i, w] of moved.entries()) {
      const expected = name.endsWith('.weight') ? w - RATE * pull(w) : w;
      expect(after.get(name)![i]).toBeCloseTo(expected, 10);
    }
});

test.each([true, false])('with an amplitude of nothing it changes nothing (decoupled: %s)', (decoupled) => {
  const [{ after: plain }, { after }] = [step(sgd), step(sgd, { wave: 'hat', decoupled }, 0)];
  for (const [name, data] of plain) expect([...after.get(name)!]).toEqual([...data]);
});
