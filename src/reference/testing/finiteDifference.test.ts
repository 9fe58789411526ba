import { describe, expect, test } from 'vitest';
import type { Graph } from '../../graph/graph';
import { defineOp } from '../../graph/op';
import { add, exp, multiply, relu, square } from '../../graph/ops/elementwise';
import { reduceSum } from '../../graph/ops/reduction';
import type { Value } from '../../graph/value';
import { defineReference } from '../interpreter';
import { checkGradient } from './finiteDifference';
import { weightedSum } from './weightedSum';

/** A cube whose gradient rule is off by `attributes.factor`. */
defineOp({
  name: 'wrongCube',
  infer: ([x]) => [{ shape: x.shape, dtype: 'f32' }],
  gradient: (node, [gradient]) => [
    gradient && multiply(gradient, multiply(square(node.inputs[0]), 3 * (node.attributes.factor as number))),
  ],
});
defineReference('wrongCube', ([x]) => [{ shape: x.shape, data: x.data.map((value) => value ** 3) }]);

/** Adds one to its state in place and returns x times the state's former value. */
defineOp({
  name: 'countingScale',
  infer: ([x]) => [{ shape: x.shape, dtype: 'f32' }],
  updates: () => [1],
  gradient: (node, [gradient]) => [gradient && multiply(gradient, add(node.inputs[1], -1)), undefined],
});
defineReference('countingScale', ([x, state]) => {
  const scale = state.data[0]++;
  return [{ shape: x.shape, data: x.data.map((value) => value * scale) }];
});

const cube = (factor: number) => () =>
  checkGradient({
    build: (graph) => {
      const x = graph.input('x', [5]);
      return { loss: weightedSum(graph.apply('wrongCube', [x], { factor })[0]), targets: [x] };
    },
  });

describe('checkGradient', () => {
  test('accepts a right rule', cube(1));
  test.each([1.00001, 0, -1, Number.NaN])('rejects a rule off by %d, naming op and target', (factor) => {
    expect(cube(factor)).toThrow(/gradient of x through wrongCube/);
  });

  test('covers parameters, inputs and several targets', () => {
    const build = (graph: Graph) => {
      const x = graph.input('x', [3, 2]);
      const w = graph.parameter('w', [2], { kind: 'normal', std: 0.02 });
      return { loss: weightedSum(exp(multiply(x, w)), square(w)), targets: [w, x] };
    };
    checkGradient({ build });
  });

  test('a kink under the first step is judged by the second', () => {
    const build = (graph: Graph) => {
      const x = graph.input('x', [1]);
      return { loss: reduceSum(relu(x)), targets: [x] };
    };
    // 2e-7 from the kink: further than the small step, nearer than the large one.
    checkGradient({ build, feeds: { x: [2e-7] }, directions: 6 });
  });

  test('state that an op updates does not leak between evaluations', () => {
    const build = (graph: Graph) => {
      const x = graph.input('x', [4]);
      const count = graph.state('count', [1], { kind: 'constant', value: 2 });
      return { loss: weightedSum(graph.apply('countingScale', [x, count])[0]), targets: [x] };
    };
    checkGradient({ build });
  });

  test('refuses feeds that do not fit and integers it would have to make up', () => {
    const build = (dtype: 'f32' | 'u32') => (graph: Graph) => {
      const x: Value = graph.input('x', [4]);
      graph.input('i', [1], dtype);
      return { loss: reduceSum(x), targets: [x] };
    };
    expect(() => checkGradient({ build: build('f32'), feeds: { x: [1] } })).toThrow(
      /has 1 elements, expected 4/,
    );
    expect(() => checkGradient({ build: build('u32') })).toThrow(/Feed "i"/);
  });
});
