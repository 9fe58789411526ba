// Fake quantisation by hand, and its gradients by their definition: rounding replaced by adding what it added.

import { describe, expect, test } from 'vitest';
import { gradients } from '../../graph/autodiff';
import { Graph } from '../../graph/graph';
import { add, divide, maximum, minimum, multiply, subtract } from '../../graph/ops/elementwise';
import {
  asymmetricScale,
  type CodeRange,
  fakeQuantise,
  symmetricScale,
  trackRange,
} from '../../graph/ops/fakeQuantise';
import '../../graph/ops';
import { reduceSum } from '../../graph/ops/reduction';
import type { Value } from '../../graph/value';
import { interpret, referenceState } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';
import './index';

const signed: CodeRange = { lowest: -3, highest: 3 };
const constant = (value: number) => ({ kind: 'constant', value }) as const;
const run = (graph: Graph) => interpret(graph.nodes, referenceState(graph, 1), new Map());
const dataOf = (graph: Graph, value: Value) => [...run(graph).get(value)!.data];

describe('values', () => {
  test('codes around zero, halves to even, ends of the range', () => {
    const graph = new Graph();
    const x = graph.constant([-2, -1.6, -0.75, -0.25, 0, 0.25, 0.75, 1.24, 9], [9]);
    const y = fakeQuantise(x, { ...signed, scale: graph.constant([0.5], [1]) });
    expect(dataOf(graph, y)).toEqual([-1.5, -1.5, -1, 0, 0, 0, 1, 1, 1.5].map((v) => v + 0));
  });

  test('a scale and a zero of each channel', () => {
    const graph = new Graph();
    const x = graph.constant([0.9, 0.9, -2, -2], [2, 2]);
    const [scale, zero] = [graph.constant([1, 0.25], [2]), graph.constant([0, -4], [2])];
    // The second channel's codes −4 to 3 stand for 0 to 1.75.
    const y = fakeQuantise(x, { lowest: -4, highest: 3, scale, zero });
    expect(dataOf(graph, y)).toEqual([1, 1, -2, 0]);
  });

  test('what does not fit is refused', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 4]);
    expect(() => fakeQuantise(x, { ...signed, scale: graph.constant(1, [2]) })).toThrow(
      'expected [1] or [4]',
    );
  });
});

describe('gradients', () => {
  const scaleStart = 0.375;
  /** None with an end of the range as its code: there the surrogate has a kink. */
  const elements = [-3, -1.6, -0.9, -0.5, -0.3, 0.1, 0.25, 0.5, 0.8, 0.9, 1.4, 4];
  const build = (graph: Graph, channels: number) => {
    const x = graph.parameter('x', [12 / channels, channels], constant(0));
    const scale = graph.parameter('scale', [channels === 1 ? 1 : channels], constant(scaleStart));
    // A parameter starts as one number; the points are added to it.
    return { x: add(x, graph.constant(elements, x.shape)), scale, targets: [x, scale] };
  };

  /** s·clamp(x/s + c) with c what rounding adds at the start: straight through, and differentiable. */
  const surrogate = (x: Value, scale: Value) => {
    const added = elements.map((e) => {
      const u = e / scaleStart;
      return Math.round(u) - u;
    });
    const codes = add(divide(x, scale), x.graph.constant(added, x.shape));
    return multiply(scale, maximum(minimum(codes, signed.highest), signed.lowest));
  };

  test.each([1, 3, 12])('those of the straight-through surrogate, %i channels', (channels) => {
    const slopes = [fakeQuantise, surrogate].map((quantise) => {
      const graph = new Graph();
      const { x, scale, targets } = build(graph, channels);
      const y = quantise === surrogate ? surrogate(x, scale) : fakeQuantise(x, { ...signed, scale });
      const found = gradients(weightedSum(y), targets);
      const known = run(graph);
      return found.map((gradient) => [...known.get(gradient)!.data]);
    });
    for (const [index, expected] of slopes[1].entries())
      for (const [i, slope] of expected.entries()) expect(slopes[0][index][i]).toBeCloseTo(slope, 9);
  });

  test('the surrogate’s are its finite differences', () => {
    checkGradient({
      build: (graph) => {
        const { x, scale, targets } = build(graph, 3);
        return { loss: weightedSum(surrogate(x, scale)), targets };
      },
    });
  });

  test('beyond the range the scale’s gradient is the slope itself', () => {
    checkGradient({
      build: (graph) => {
        const x = graph.constant([5, -7, 30, -4], [2, 2]);
        const scale = graph.parameter('scale', [2], constant(0.5));
        return { loss: weightedSum(fakeQuantise(x, { ...signed, scale })), targets: [scale] };
      },
    });
  });

  test('the ends of the range still pass the gradient on', () => {
    const graph = new Graph();
    const x = graph.parameter('x', [1], constant(0));
    const y = fakeQuantise(add(x, graph.constant([-1.75, -1.5, 1.5, 1.7, 1.8], [5])), {
      ...signed,
      scale: graph.constant([0.5], [1]),
    });
    const [gradient] = gradients(reduceSum(y), [x]);
    // −1.75 is a half and goes to the even code −4, which is outside.
    expect(dataOf(graph, gradient)).toEqual([3]);
  });

  test('a factor multiplies the scale’s gradient alone', () => {
    const [plain, scaled] = [1, 0.125].map((scaleGradient) => {
      const graph = new Graph();
      const { x, scale, targets } = build(graph, 1);
      const loss = reduceSum(fakeQuantise(x, { ...signed, scale, scaleGradient }));
      const found = gradients(loss, targets);
      const known = run(graph);
      return found.map((gradient) => [...known.get(gradient)!.data]);
    });
    expect(scaled[0]).toEqual(plain[0]);
    expect(scaled[1][0]).toBeCloseTo(0.125 * plain[1][0], 14);
  });
});

describe('ranges', () => {
  test('take the first batch and then follow', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 2]);
    const range = { low: graph.state('low', [1], constant(0)), high: graph.state('high', [1], constant(0)) };
    trackRange(x, range, 0.25);
    const state = referenceState(graph, 1);
    const feed = (data: number[]) => interpret(graph.nodes, state, new Map([[x, tensor([2, 2], data)]]));
    feed([1, -2, 3, 0]);
    expect([...state.get(range.low)!.data, ...state.get(range.high)!.data]).toEqual([-2, 3]);
    feed([2, 2, 7, 6]);
    expect([...state.get(range.low)!.data, ...state.get(range.high)!.data]).toEqual([-1, 4]);
  });

  test('become codes that hold the range, and zero', () => {
    const graph = new Graph();
    const range = { low: graph.constant([0.5, -3], [2]), high: graph.constant([6, 1], [2]) };
    const { scale, zero } = asymmetricScale(range, { lowest: -8, highest: 7 });
    const around = symmetricScale(range, { lowest: -7, highest: 7 });
    expect(dataOf(graph, scale)).toEqual([6 / 15, 4 / 15]);
    // −3 lies 11.25 steps below zero.
    expect(dataOf(graph, zero)).toEqual([-8, 3]);
    expect(dataOf(graph, around)).toEqual([6 / 7, 3 / 7]);
    expect(dataOf(graph, subtract(around, around))).toEqual([0, 0]);
  });
});
