// Normalisation against hand-derived values and finite differences.

import { describe, expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import { relu } from '../../graph/ops/elementwise';
import {
  type BatchNormOptions,
  batchNorm,
  batchNormInference,
  layerNorm,
} from '../../graph/ops/normalisation';
import { interpret, referenceState } from '../interpreter';
import { generate, tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

const normals = { kind: 'normal', std: 1 } as const;

function parametersOf(graph: Graph, channels: number) {
  return {
    scale: graph.parameter('scale', [channels], normals),
    shift: graph.parameter('shift', [channels], normals),
    runningMean: graph.state('runningMean', [channels], { kind: 'constant', value: 2 }),
    runningVariance: graph.state('runningVariance', [channels], { kind: 'constant', value: 3 }),
  };
}

test('batch statistics and running statistics of two channels', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 2, 2]);
  const parameters = parametersOf(graph, 2);
  const [scale, shift] = [tensor([2], [2, 1]), tensor([2], [0, 10])];
  const y = batchNorm(x, parameters, { epsilon: 0, momentum: 0.1 });
  const state = referenceState(graph, 1).set(parameters.scale, scale).set(parameters.shift, shift);
  // Channel 0 is 1, 3, 5, 7: mean 4, variance 5 (unbiased 20/3). Channel 1 is −1, 1, −1, 1.
  const known = interpret(graph.nodes, state, new Map([[x, tensor([2, 2, 2], [1, -1, 3, 1, 5, -1, 7, 1])]]));
  const step = 2 / Math.sqrt(5);
  const expected = [-3 * step, 9, -step, 11, step, 9, 3 * step, 11];
  for (const [i, value] of known.get(y)!.data.entries()) expect(value).toBeCloseTo(expected[i], 12);
  const [mean, variance] = [state.get(parameters.runningMean)!, state.get(parameters.runningVariance)!];
  expect(mean.data[0]).toBeCloseTo(0.9 * 2 + 0.1 * 4, 12);
  expect(mean.data[1]).toBeCloseTo(0.9 * 2, 12);
  expect(variance.data[0]).toBeCloseTo(0.9 * 3 + 0.1 * (20 / 3), 12);
  expect(variance.data[1]).toBeCloseTo(0.9 * 3 + 0.1 * (4 / 3), 12);
});

test('inference uses the running statistics, adds the residual, then applies ReLU', () => {
  const graph = new Graph();
  const x = graph.input('x', [3, 1]);
  const residual = graph.input('residual', [3, 1]);
  const parameters = parametersOf(graph, 1);
  const y = batchNormInference(x, parameters, { epsilon: 1, residual, activation: 'relu' });
  const state = referenceState(graph, 1);
  state.set(parameters.scale, tensor([1], [4])).set(parameters.shift, tensor([1], [0.5]));
  const feeds = new Map([
    [x, tensor([3, 1], [2, 3, 0])],
    [residual, tensor([3, 1], [-1, 0.25, 1])],
  ]);
  // (x − 2) / √(3 + 1) · 4 + 0.5 + residual = −0.5, 2.75, −2.5.
  expect([...interpret(graph.nodes, state, feeds).get(y)!.data]).toEqual([0, 2.75, 0]);
});

const variants: [string, Partial<BatchNormOptions>, boolean][] = [
  ['plain', {}, false],
  ['ReLU', { activation: 'relu' }, false],
  ['residual', {}, true],
  ['residual and ReLU', { activation: 'relu' }, true],
];

describe.each(variants)('batchNorm, %s', (_, options, withResidual) => {
  const build = (graph: Graph) => {
    const x = graph.input('x', [3, 4, 5]);
    const residual = withResidual ? graph.input('residual', [3, 4, 5]) : undefined;
    const parameters = parametersOf(graph, 5);
    const y = batchNorm(x, parameters, { epsilon: 1e-3, momentum: 0.1, residual, ...options });
    const targets = [x, parameters.scale, parameters.shift, ...(residual ? [residual] : [])];
    return { loss: weightedSum(y), targets };
  };

  test('gradients agree with finite differences', () => {
    checkGradient({ build });
  });

  test('needs no ReLU node of its own', () => {
    const graph = new Graph();
    build(graph);
    expect(graph.nodes.filter(({ op }) => op.startsWith('relu'))).toEqual([]);
  });
});

test('the fused form equals batchNorm, addition and ReLU one after another', () => {
  const graph = new Graph();
  const x = graph.input('x', [7, 3]);
  const residual = graph.input('residual', [7, 3]);
  const parameters = parametersOf(graph, 3);
  const options = { epsilon: 1e-5, momentum: 0 };
  const fused = batchNorm(x, parameters, { ...options, residual, activation: 'relu' });
  const [sum] = graph.apply('add', [batchNorm(x, parameters, options), residual]);
  const separate = relu(sum);
  const feeds = new Map([
    [
      x,
      tensor(
        [7, 3],
        Array.from({ length: 21 }, (_, i) => Math.sin(i * i)),
      ),
    ],
    [
      residual,
      tensor(
        [7, 3],
        Array.from({ length: 21 }, (_, i) => Math.cos(3 * i)),
      ),
    ],
  ]);
  const known = interpret(graph.nodes, referenceState(graph, 3), feeds);
  expect(known.get(fused)!.data).toEqual(known.get(separate)!.data);
});

test('layer normalisation of one row', () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 4]);
  const scale = graph.input('scale', [4]);
  const shift = graph.input('shift', [4]);
  const y = layerNorm(x, scale, shift, 0);
  const feeds = new Map([
    [x, tensor([1, 4], [1, 3, 5, 7])],
    [scale, tensor([4], [1, 2, 3, 4])],
    [shift, tensor([4], [0, 0, 0, 1])],
  ]);
  const known = interpret(graph.nodes, new Map(), feeds);
  const deviation = Math.sqrt(5);
  const expected = [-3 / deviation, -2 / deviation, 3 / deviation, 12 / deviation + 1];
  for (const [i, value] of known.get(y)!.data.entries()) expect(value).toBeCloseTo(expected[i], 12);
});

test('layerNorm gradients agree with finite differences', () => {
  checkGradient({
    build: (graph) => {
      const x = graph.input('x', [2, 3, 5]);
      const scale = graph.input('scale', [5]);
      const shift = graph.input('shift', [5]);
      return { loss: weightedSum(layerNorm(x, scale, shift, 1e-3)), targets: [x, scale, shift] };
    },
  });
});

test('layerNormInputGradient adds its residual', () => {
  const graph = new Graph();
  const operands = [[2, 3], [2, 3], [2], [2], [3]].map((shape, i) => graph.input(`operand${i}`, shape));
  const residual = graph.input('residual', [2, 3]);
  const [plain] = graph.apply('layerNormInputGradient', operands);
  const [added] = graph.apply('layerNormInputGradient', [...operands, residual], {
    epilogue: { residual: true },
  });
  const feeds = new Map(
    [...operands, residual].map((value, i) => [
      value,
      generate(value.shape, (k) => 1 + ((k * 7 + i * 3) % 5)),
    ]),
  );
  const known = interpret(graph.nodes, new Map(), feeds);
  const [a, b, r] = [plain, added, residual].map((value) => known.get(value)!.data);
  for (let i = 0; i < 6; i++) expect(b[i]).toBeCloseTo(a[i] + r[i], 12);
});

test('wrong shapes are named', () => {
  const graph = new Graph();
  const x = graph.input('x', [4, 3]);
  const parameters = parametersOf(graph, 3);
  const residual = graph.input('skip', [4, 2]);
  expect(() => batchNorm(x, parameters, { epsilon: 0, momentum: 0.1, residual })).toThrow(
    /skip.*\[4, 2\].*\[4, 3\]/,
  );
  expect(() => layerNorm(x, graph.input('scale4', [4]), parameters.shift, 0)).toThrow(/scale4.*\[4\].*\[3\]/);
});
