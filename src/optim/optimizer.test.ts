import { describe, expect, test } from 'vitest';
import type { Graph } from '../graph/graph';
import { type DenseUpdateAttributes, denseUpdateOperands } from '../graph/ops/optimizer';
import { dlrmPresets } from '../nn/presets/dlrm';
import { lossGraph, trainingStep } from '../nn/trainingStep';
import type { DenseOptimizer, OptimizerConfig } from './config';
import { appendOptimizer } from './optimizer';

const mlp = { kind: 'mlp', image: 2, channels: 1, classes: 3, hidden: [5] } as const;
const step = (dense: DenseOptimizer, rest: Partial<OptimizerConfig> = {}) =>
  trainingStep(mlp, { batchSize: 2, optimizer: { dense, ...rest } });
const only = (graph: Graph, op: string) => {
  const found = graph.nodes.filter((node) => node.op === op);
  expect(found).toHaveLength(1);
  return found[0];
};

describe('denseUpdate', () => {
  test('is one node over all parameters, decayed ones first, each with its own gradient', () => {
    const graph = step({ kind: 'adamw', weightDecay: 0.1 });
    const {
      parameters,
      gradients,
      moments,
      learningRate,
      step: counter,
    } = denseUpdateOperands(only(graph, 'denseUpdate'));
    expect(parameters.map(({ name }) => name)).toEqual([
      'layer1.weight',
      'head.weight',
      'layer1.bias',
      'head.bias',
    ]);
    expect(parameters.map(({ decay }) => decay)).toEqual([true, true, false, false]);
    expect(gradients.map(({ shape }) => shape)).toEqual([[4, 5], [5, 3], [5], [3]]);
    expect(moments.map((values) => values[1].name)).toEqual([
      'head.weight.firstMoment',
      'head.weight.secondMoment',
    ]);
    expect(graph.states).toHaveLength(8);
    expect([learningRate.name, counter.name, counter.dtype]).toEqual(['learningRate', 'step', 'u32']);
    expect(graph.outputs.has('gradientNorm')).toBe(false);
  });

  test.each([
    [
      { kind: 'sgd', momentum: 0.9, nesterov: true },
      { rule: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0, moments: 1 },
    ],
    [
      { kind: 'adamw', weightDecay: 0.05 },
      { rule: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05, moments: 2 },
    ],
    [{ kind: 'adagrad' }, { rule: 'adagrad', epsilon: 1e-10, moments: 1 }],
  ] as [DenseOptimizer, Partial<DenseUpdateAttributes>][])('%o', (config, attributes) => {
    expect(only(step(config), 'denseUpdate').attributes).toMatchObject({
      ...attributes,
      count: 4,
      clipped: false,
    });
  });
});

describe('gradient norm', () => {
  test('clipping scales the update and reports the norm before it', () => {
    const graph = step({ kind: 'sgd' }, { clipNorm: 0.5 });
    const clip = only(graph, 'clipByGlobalNorm');
    expect(clip.attributes).toEqual({ maximum: 0.5 });
    expect(denseUpdateOperands(only(graph, 'denseUpdate')).gradientScale).toBe(clip.outputs[1]);
    expect(graph.outputs.get('gradientNorm')).toBe(clip.outputs[0]);
  });
  test('can be reported without clipping', () => {
    const graph = step({ kind: 'sgd' }, { reportGradientNorm: true });
    expect(denseUpdateOperands(only(graph, 'denseUpdate')).gradientScale).toBeUndefined();
    expect(graph.outputs.has('gradientNorm')).toBe(true);
  });
  test('must be positive', () => expect(() => step({ kind: 'sgd' }, { clipNorm: 0 })).toThrow(/clipNorm/));
});

describe('embedding tables', () => {
  const { model } = dlrmPresets['dlrm-small'];
  const rowsOf = model.tables.reduce((a, b) => a + b);
  const trace = (optimizer: OptimizerConfig) => trainingStep(model, { batchSize: 2, optimizer });

  test('are updated sparsely and stay out of the dense update and the norm', () => {
    const graph = trace({ dense: { kind: 'sgd' }, sparse: { kind: 'rowWiseAdagrad' }, clipNorm: 1 });
    const update = only(graph, 'sparseUpdate');
    expect(update.inputs.slice(0, 2).map(({ name, shape }) => [name, shape])).toEqual([
      ['tables', [rowsOf, 8]],
      ['tables.accumulator', [rowsOf]],
    ]);
    const names = denseUpdateOperands(only(graph, 'denseUpdate')).parameters.map(({ name }) => name);
    expect(names).not.toContain('tables');
    expect(names).toHaveLength(10);
    expect(only(graph, 'clipByGlobalNorm').inputs).toHaveLength(10);
  });

  test('may learn at another rate', () => {
    const graph = trace({ dense: { kind: 'sgd' }, sparse: { kind: 'sgd', learningRateFactor: 2 } });
    const [, rate] = only(graph, 'sparseUpdate').inputs;
    expect(rate.producer?.op).toBe('multiply');
  });

  test('need a rule', () => {
    expect(() => trace({ dense: { kind: 'sgd' } })).toThrow(/"tables" is an embedding table/);
  });
});

test('a loss may be extended before the optimizer is appended', () => {
  const graph = lossGraph(mlp, 2);
  appendOptimizer(graph, graph.outputs.get('loss')!, { dense: { kind: 'sgd' } });
  expect(graph.inputs.map(({ name }) => name)).toEqual(['learningRate', 'step', 'images', 'targets']);
});
