// Element-wise references by hand, and every gradient rule by finite differences.

import { describe, expect, it } from 'vitest';
import { gradients } from '../../graph/autodiff';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { elementwise } from '../../graph/ops/elementwise';
import { type ElementwiseName, elementwiseFunctions } from '../../graph/ops/elementwiseFunctions';
import { reduceSum } from '../../graph/ops/reduction';
import type { Value } from '../../graph/value';
import { interpret } from '../interpreter';
import { type Tensor, tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';
import './index';

function evaluate(name: ElementwiseName, ...operands: Tensor[]): Tensor {
  const graph = new Graph();
  const inputs = operands.map((operand, index) => graph.input(`x${index}`, operand.shape));
  const result = elementwise(name, ...inputs);
  const known = interpret(graph.nodes, new Map(), new Map(inputs.map((input, i) => [input, operands[i]])));
  return known.get(result) as Tensor;
}

it('broadcasts by hand', () => {
  const matrix = tensor([2, 3], [1, 2, 3, 4, 5, 6]);
  expect([...evaluate('add', matrix, tensor([3], [10, 20, 30])).data]).toEqual([11, 22, 33, 14, 25, 36]);
  expect([...evaluate('subtract', tensor([2, 1], [10, 20]), matrix).data]).toEqual([9, 8, 7, 16, 15, 14]);
  const outer = evaluate('multiply', tensor([3, 1], [1, 2, 3]), tensor([2], [10, 1]));
  expect(outer.shape).toEqual([3, 2]);
  expect([...outer.data]).toEqual([10, 1, 20, 2, 30, 3]);
  expect([
    ...evaluate('select', tensor([3], [0, 1, -1]), tensor([], [7]), tensor([3], [1, 2, 3])).data,
  ]).toEqual([1, 7, 7]);
});

it('knows the activations at points worked out by hand', () => {
  const at = (name: ElementwiseName, ...x: number[]) =>
    evaluate(name, ...x.map((v) => tensor([1], [v]))).data[0];
  expect(at('sigmoid', 0)).toBe(0.5);
  expect(at('sigmoid', -1000)).toBe(0);
  expect(at('sigmoid', Math.log(3))).toBeCloseTo(0.75, 14);
  expect(at('silu', Math.log(3))).toBeCloseTo(0.75 * Math.log(3), 14);
  expect(at('tanh', Math.log(2))).toBeCloseTo(0.6, 14);
  // u = √(2/π)·(1 + 0.044715) at x = 1, and tanh u = (e^2u − 1)/(e^2u + 1).
  const doubled = Math.exp(2 * Math.sqrt(2 / Math.PI) * 1.044715);
  expect(at('gelu', 1)).toBeCloseTo(doubled / (doubled + 1), 14);
  expect(at('gelu', 0)).toBe(0);
  expect([at('hardSwish', -3), at('hardSwish', 1), at('hardSwish', 5)]).toEqual([-0, 4 / 6, 5]);
  expect([at('reluGradient', 3, 0), at('reluGradient', 3, 0.1)]).toEqual([0, 3]);
});

const roundings = ['roundToHalf', 'roundToBfloat'] as const;

it.each(roundings)('%s keeps what the format holds and is taken for the identity', (name) => {
  const held = tensor([4], [1, -0.75, 2 ** -14, 0]);
  expect([...evaluate(name, held).data]).toEqual([...held.data]);
  // A half at 1 has steps of 2⁻¹⁰, a bfloat of 2⁻⁷.
  expect(evaluate(name, tensor([1], [1 + 2 ** -12])).data[0]).toBe(1);
  const graph = new Graph();
  const x = graph.parameter('x', [2], { kind: 'uniform', low: -3, high: 3 });
  const [gradient] = gradients(reduceSum(elementwise(name, x)), [x]);
  const known = interpret(graph.nodes, new Map([[x, tensor([2], [1.1, -2.3])]]), new Map());
  expect([...known.get(gradient)!.data]).toEqual([1, 1]);
});

/** Those that have a derivative to check. */
const differentiable = (Object.keys(elementwiseFunctions) as ElementwiseName[]).filter(
  (name) =>
    !name.endsWith('Gradient') &&
    // Constant between jumps, of an operand without a gradient, or straight through a jump (fakeQuantise.test.ts).
    !['equal', 'greater', 'round', 'select', 'fakeQuantise', ...roundings].includes(name),
);

describe('gradients', () => {
  const positive = { kind: 'uniform', low: 0.5, high: 2 } as const;
  const anywhere = { kind: 'uniform', low: -3, high: 3 } as const;

  it.each(differentiable)('%s', (name) => {
    const { arity } = elementwiseFunctions[name];
    const initial = name === 'log' || name === 'sqrt' || name === 'divide' ? positive : anywhere;
    const build = (shapes: number[][]) => (graph: Graph) => {
      const targets = shapes.slice(0, arity).map((shape, i) => graph.parameter(`x${i}`, shape, initial));
      return { loss: weightedSum(elementwise(name, ...targets)), targets };
    };
    checkGradient({
      build: build([
        [3, 4],
        [3, 4],
      ]),
    });
    checkGradient({
      build: build([
        [3, 1],
        [2, 1, 4],
      ]),
    });
    checkGradient({ build: build([[1], [5]]) });
  });

  it('select', () => {
    checkGradient({
      build: (graph) => {
        const condition = graph.constant([0, 1, 1, 0], [4]);
        const targets = [graph.parameter('a', [3, 4], anywhere), graph.parameter('b', [], anywhere)];
        return { loss: weightedSum(elementwise('select', condition, ...targets)), targets };
      },
    });
  });

  it('refuses what has none', () => {
    const graph = new Graph();
    const x = graph.parameter('x', [2], anywhere);
    const loss = (value: Value) => reduceSum(value);
    expect(() => gradients(loss(elementwise('reluGradient', x, x)), [x])).toThrow(
      /reluGradient.*no gradient/,
    );
    expect(() => gradients(loss(elementwise('greater', x, x)), [x])).toThrow(/does not depend/);
  });
});
