import { expect, test } from 'vitest';
import { RandomStream } from '../base/randomStream';
import { countGraph, phaseOf } from '../graph/count';
import type { Graph } from '../graph/graph';
import type { OptimizerConfig } from '../optim/config';
import { interpret, type ReferenceState, referenceState } from '../reference/interpreter';
import '../reference/ops';
import { tensor } from '../reference/tensor';
import type { Model } from './model';
import { dlrmPresets } from './presets/dlrm';
import { evaluationStep, trainingStep } from './trainingStep';

const BATCH = 6;
const mlp: Model = { kind: 'mlp', image: 3, channels: 1, classes: 3, hidden: [8] };
const sgd: OptimizerConfig = { dense: { kind: 'sgd', momentum: 0.9 } };
const step = (model: Model, optimizer = sgd) => trainingStep(model, { batchSize: BATCH, optimizer });

const images = new RandomStream(1, 1).fillNormal(new Float32Array(BATCH * 9));
/** Sample b belongs to class b mod 3. */
const targets = Array.from({ length: BATCH * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0));

/** Runs one step and returns its one-element outputs. */
function run(graph: Graph, state: ReferenceState, at: number, learningRate: number): Record<string, number> {
  const data: Record<string, ArrayLike<number>> = {
    images,
    targets,
    step: [at],
    learningRate: [learningRate],
  };
  const feeds = new Map(graph.inputs.map((input) => [input, tensor(input.shape, data[input.name])]));
  const known = interpret(graph.nodes, state, feeds);
  return Object.fromEntries([...graph.outputs].map(([name, value]) => [name, known.get(value)!.data[0]]));
}

const described = (graph: Graph) => ({
  inputs: graph.inputs.map(({ name, dtype, shape }) => `${name} ${dtype} ${shape.join('×')}`),
  outputs: [...graph.outputs].map(([name, { shape }]) => `${name} ${shape.join('×')}`),
});

test('inputs and outputs of a classifier', () => {
  const { inputs, outputs } = described(step(mlp, { ...sgd, clipNorm: 1 }));
  expect(inputs.sort()).toEqual([
    'images f32 6×3×3×1',
    'learningRate f32 1',
    'step u32 1',
    'targets f32 6×3',
  ]);
  expect(outputs.sort()).toEqual(['correct 1', 'gradientNorm 1', 'loss 1']);
  expect(described(evaluationStep(mlp, { batchSize: 2 }))).toEqual({
    inputs: ['images f32 2×3×3×1'],
    outputs: ['logits 2×3'],
  });
});

test('inputs and outputs of a DLRM', () => {
  const { model } = dlrmPresets['dlrm-small'];
  const { inputs, outputs } = described(step(model, { ...sgd, sparse: { kind: 'sgd' } }));
  expect(inputs.sort()).toEqual([
    'counts u32 2',
    'dense f32 6×8',
    'indices u32 60',
    'learningRate f32 1',
    'offsets u32 37',
    'segmentBags u32 60',
    'segmentStarts u32 61',
    'step u32 1',
    'targets f32 6×1',
    'uniqueRows u32 60',
  ]);
  expect(outputs).toEqual(['loss 1']);
});

test.each([
  [sgd, 0.1],
  [{ dense: { kind: 'sgd', momentum: 0.9, nesterov: true }, clipNorm: 1 }, 0.1],
  [{ dense: { kind: 'adamw', weightDecay: 0.01 }, reportGradientNorm: true }, 0.03],
  [{ dense: { kind: 'adagrad' } }, 0.1],
] as [OptimizerConfig, number][])('learns six samples by heart: %o', (optimizer, learningRate) => {
  const graph = step(mlp, optimizer);
  const state = referenceState(graph, 1);
  const first = run(graph, state, 0, learningRate);
  for (let i = 1; i < 60; i++) run(graph, state, i, learningRate);
  const last = run(graph, state, 60, learningRate);
  expect(first.loss).toBeGreaterThan(0.5);
  expect(last.loss).toBeLessThan(0.05);
  expect(last.correct).toBe(BATCH);
});

test('the loss is a mean and the hits a sum, whatever the batch', () => {
  const graph = step({ ...mlp, hidden: [] });
  const state = referenceState(graph, 1);
  for (const { data } of state.values()) data.fill(0);
  const { loss, correct } = run(graph, state, 0, 0);
  expect(loss).toBeCloseTo(Math.log(3), 12);
  // Equal logits peak at class 0.
  expect(correct).toBe(2);
});

test('dropout draws a new mask every step, the same one for the same step and seed', () => {
  const model: Model = { ...mlp, dropout: 0.5 };
  const lossAt = (at: number, seed: number) => {
    const graph = trainingStep(model, { batchSize: BATCH, optimizer: sgd, seed });
    return run(graph, referenceState(graph, 1), at, 0).loss;
  };
  expect(lossAt(4, 1)).toBe(lossAt(4, 1));
  expect(lossAt(5, 1)).not.toBe(lossAt(4, 1));
  expect(lossAt(4, 2)).not.toBe(lossAt(4, 1));
});

test('phases of a step: forward, backward, one update', () => {
  const graph = trainingStep({ ...mlp, hidden: [] }, { batchSize: 5, optimizer: { ...sgd, clipNorm: 1 } });
  const updates = graph.nodes.filter((node) => phaseOf(node) === 'update').map(({ op }) => op);
  expect(updates).toEqual(['clipByGlobalNorm', 'denseUpdate']);
  const { phases } = countGraph(graph);
  // x·W, and of its two gradients only W's, as nothing needs x's.
  const product = 2 * 5 * 9 * 3;
  for (const phase of ['forward', 'backward'] as const) {
    expect(phases[phase].flops).toBeGreaterThanOrEqual(product);
    expect(phases[phase].flops).toBeLessThan(2 * product);
  }
});
