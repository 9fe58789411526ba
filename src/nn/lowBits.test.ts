// Values and gradients of coded layers by their definitions, in float64: rounding has no slope of its own, so what is
// checked is what stands in for it.

import { describe, expect, test } from 'vitest';
import { gaussianStep } from '../base/gaussianSteps';
import { gradients } from '../graph/autodiff';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { type BitCode, levelsOf } from '../graph/ops/bitSerial';
import { multiply } from '../graph/ops/elementwise';
import { matmul } from '../graph/ops/matmul';
import { reduceSum } from '../graph/ops/reduction';
import type { Value } from '../graph/value';
import { interpret, type ReferenceState } from '../reference/interpreter';
import '../reference/ops';
import { tensor } from '../reference/tensor';
import { tracedIn } from './forward';
import { batchNormLayer } from './layers/normalisation';
import { codedActivation, codedProduct, codedWeights, type LowBits } from './lowBits';

const lowBits: LowBits = { activationBits: 2, weightBits: 1, weightCode: 'bipolar', learnedSteps: false };

const valuesOf = (graph: Graph, state: ReferenceState, ...wanted: Value[]): number[][] => {
  const known = interpret(graph.nodes, state, new Map());
  return wanted.map((value) => [...known.get(value)!.data]);
};

describe('activations', () => {
  /** In units of 2^-12. */
  const step = Math.round(gaussianStep(levelsOf(2, 'unsigned'), true) * 4096) / 4096;
  const x = [0, 0.4, 0.6, 1.4, 2.6, 3.4, 3.6, 9].map((steps) => steps * step);

  test('take the nearest level, and gradients pass where there is one', () => {
    const graph = new Graph();
    const input = graph.parameter('x', [1, 8], { kind: 'constant', value: 0 });
    const y = codedActivation(input, { training: true, lowBits });
    const [gradient] = gradients(reduceSum(y), [input]);
    const [levels, passed] = valuesOf(graph, new Map([[input, tensor([1, 8], x)]]), y, gradient);
    for (const [i, level] of [0, 0, 1, 1, 3, 3, 3, 3].entries())
      expect(levels[i] / step).toBeCloseTo(level, 5);
    // Beyond half a step above the last level nothing passes.
    for (const [i, slope] of [1, 1, 1, 1, 1, 1, 0, 0].entries()) expect(passed[i]).toBeCloseTo(slope, 5);
  });

  test('a learned step has the gradient of LSQ', () => {
    const graph = new Graph();
    const input = graph.parameter('x', [2, 4], { kind: 'constant', value: 0 });
    const y = codedActivation(input, { training: true, lowBits: { ...lowBits, learnedSteps: true } });
    const shift = graph.parameters.find(({ name }) => name === 'stepShift')!;
    const [gradient] = gradients(reduceSum(y), [shift]);
    const state = new Map([
      [input, tensor([2, 4], x)],
      [shift, tensor([1], [0])],
    ]);
    const [[slope]] = valuesOf(graph, state, gradient);
    // Code less x/s within the levels, the last level beyond; times what a shift is worth: (features·levels)^−¼.
    const own = x.map((value) => {
      const steps = value / step;
      return steps > 3.5 ? 3 : Math.round(steps) - steps;
    });
    const expected = own.reduce((a, b) => a + b, 0) * (4 * 3) ** -0.25;
    expect(slope).toBeCloseTo(expected, 4);
  });
});

describe('weights', () => {
  const w = [0.5, -0.02, -1.5, 0.3, 2, -0.4, 0.1, -0.8, 0.05, -0.6, 0.9, 1.1];

  test.each<[number, BitCode]>([
    [1, 'bipolar'],
    [2, 'bipolar'],
    [3, 'signed'],
    [4, 'unsigned'],
  ])('%i bits, %s: the nearest level of each filter’s own step', (bits, weightCode) => {
    const graph = new Graph();
    const weight = graph.parameter('w', [3, 4], { kind: 'constant', value: 0 });
    const { codes, step } = codedWeights(weight, { ...lowBits, weightBits: bits, weightCode });
    const [numbers, steps] = valuesOf(graph, new Map([[weight, tensor([3, 4], w)]]), codes, step);
    const levels = levelsOf(bits, weightCode);
    const all = Array.from({ length: levels.count }, (_, i) => levels.lowest + i * levels.spacing);
    const unit = gaussianStep(levels) / Math.sqrt(2 / Math.PI);
    for (let f = 0; f < 4; f++) {
      const magnitude = (Math.abs(w[f]) + Math.abs(w[4 + f]) + Math.abs(w[8 + f])) / 3;
      expect(steps[f]).toBeCloseTo(unit * magnitude, 5);
    }
    for (const [at, number] of numbers.entries()) {
      const distance = (level: number) => Math.abs(w[at] - level * steps[at % 4]);
      expect(distance(number)).toBeCloseTo(Math.min(...all.map(distance)), 10);
    }
  });

  test('one bit is the sign times the mean magnitude of the filter', () => {
    const graph = new Graph();
    const weight = graph.parameter('w', [3, 4], { kind: 'constant', value: 0 });
    const { codes, step } = codedWeights(weight, lowBits);
    const value = multiply(codes, step);
    const [values] = valuesOf(graph, new Map([[weight, tensor([3, 4], w)]]), value);
    const mean = (f: number) => (Math.abs(w[f]) + Math.abs(w[4 + f]) + Math.abs(w[8 + f])) / 3;
    // The step of two levels is found to four digits.
    for (const [at, x] of values.entries()) expect(x).toBeCloseTo(Math.sign(w[at]) * mean(at % 4), 3);
  });
});

test('a product of coded values is the same in training and afterwards, and others are left alone', () => {
  const product = (training: boolean, coded: boolean) => {
    const graph = new Graph();
    const x = graph.parameter('x', [2, 3], { kind: 'constant', value: 0 });
    const weight = graph.parameter('w', [3, 4], { kind: 'constant', value: 0 });
    const mode = { training, lowBits: { ...lowBits, weightBits: 2 } };
    const y = tracedIn(graph, mode, () =>
      codedProduct(coded ? codedActivation(x, mode) : x, weight, (a, b) => matmul(a, b)),
    );
    const state = new Map([
      [x, tensor([2, 3], [0.1, 0.5, 0.9, 1.3, 1.7, 2.1])],
      [weight, tensor([3, 4], [1, -2, 3, -4, 0.5, 0.6, -0.7, 0.8, -1.1, 1.2, 1.3, 0.1])],
    ]);
    return { ops: graph.nodes.map(({ op }) => op), values: valuesOf(graph, state, y)[0] };
  };
  const [training, afterwards] = [product(true, true), product(false, true)];
  for (const [i, value] of training.values.entries()) expect(afterwards.values[i]).toBeCloseTo(value, 12);
  expect(product(true, false).ops).toEqual(['matmul']);
});

test('a folded normalisation is the normalisation, to what its units resolve', () => {
  const graph = new Graph();
  const mode = { training: false, lowBits };
  const x = graph.parameter('x', [2, 3], { kind: 'constant', value: 0 });
  const weight = graph.parameter('w', [3, 2], { kind: 'constant', value: 0 });
  const y = tracedIn(graph, mode, () => {
    const product = codedProduct(codedActivation(x, mode), weight, (a, b) => matmul(a, b));
    return {
      product,
      folded: batchNormLayer(product, 'norm', mode),
      plain: batchNormLayer(x, 'other', mode),
    };
  });
  const statistics = {
    scale: [1.5, -0.7],
    shift: [0.3, 2],
    runningMean: [-1, 0.5],
    runningVariance: [4, 0.2],
  };
  const state: ReferenceState = new Map([
    [x, tensor([2, 3], [0.1, 0.5, 0.9, 1.3, 1.7, 2.1])],
    [weight, tensor([3, 2], [1, -2, 3, -4, 0.5, 0.6])],
  ]);
  for (const value of [...graph.parameters, ...graph.states]) {
    const part = value.name.match(/^norm\.(.+)$/)?.[1] as keyof typeof statistics | undefined;
    if (part) state.set(value, tensor([2], statistics[part]));
    else if (!state.has(value)) state.set(value, tensor([3], [1, 1, 1]));
  }
  const [product, folded] = valuesOf(graph, state, y.product, y.folded);
  for (const [at, value] of product.entries()) {
    const { scale, shift, runningMean, runningVariance } = statistics;
    const f = at % 2;
    const expected = ((value - runningMean[f]) / Math.sqrt(runningVariance[f] + 1e-5)) * scale[f] + shift[f];
    // Sums up to nine times half a unit of 2^-18, and the unit of the addend.
    expect(Math.abs(folded[at] - expected)).toBeLessThan(11 * 2 ** -19);
  }
  expect(y.plain.producer?.op).toBe('batchNormInference');
});
