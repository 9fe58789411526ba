// Embedding references: hand-derived bags, sorts and updates, and the gradient by finite differences.

import { describe, expect, it } from 'vitest';
import { gradients } from '../../graph/autodiff';
import { Graph } from '../../graph/graph';
import {
  embeddingBag,
  type Lookups,
  type SparseRule,
  sparseRuleStates,
  sparseUpdate,
} from '../../graph/ops/embedding';
import { interpret, referenceOf } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { type LookupShape, type LookupTensor, lookupInputs } from '../testing/lookups';
import { weightedSum } from '../testing/weightedSum';

const names = [
  'indices',
  'offsets',
  'uniqueRows',
  'segmentStarts',
  'segmentBags',
  'counts',
  'weights',
  'segmentWeights',
] as const;

function lookupsOf(graph: Graph, feeds: readonly LookupTensor[]): Lookups {
  const values = feeds.map(({ shape, dtype }, index) => [
    names[index],
    graph.input(names[index], shape, dtype),
  ]);
  return Object.fromEntries(values) as Lookups;
}

/** Rows 3 and 1 in bag 0, none in bag 1, row 3 twice in bag 2; one spare lookup. */
const small: LookupTensor[] = [
  { shape: [5], dtype: 'u32', data: [3, 1, 3, 3, 99] },
  { shape: [4], dtype: 'u32', data: [0, 2, 2, 4] },
  { shape: [5], dtype: 'u32', data: [1, 3, 0, 0, 0] },
  { shape: [6], dtype: 'u32', data: [0, 1, 4, 0, 0, 0] },
  { shape: [5], dtype: 'u32', data: [0, 0, 2, 2, 0] },
  { shape: [2], dtype: 'u32', data: [2, 4] },
];
const smallWeights: LookupTensor[] = [
  { shape: [5], dtype: 'f32', data: [2, -1, 0.5, 3, 7] },
  { shape: [5], dtype: 'f32', data: [-1, 2, 0.5, 3, 0] },
];

function run(op: string, inputs: readonly LookupTensor[], attributes: Record<string, unknown>) {
  const graph = new Graph();
  const values = inputs.map(({ shape, dtype }, index) => graph.input(`${index}`, shape, dtype));
  const outputs = graph.apply(op, values, attributes);
  const tensors = inputs.map(({ shape, data }) => tensor(shape, data));
  const results = referenceOf(op)(tensors, graph.nodes[0]);
  return { outputs, results: results.map(({ data }) => [...data]), inputs: tensors };
}

describe('embeddingBag', () => {
  const table: LookupTensor = { shape: [4, 2], dtype: 'f32', data: [1, 2, 3, 4, 5, 6, 7, 8] };

  it('sums, averages and weighs the rows of each bag', () => {
    const bags = (inputs: LookupTensor[], mode: string) =>
      run('embeddingBag', [table, ...inputs], { mode }).results[0];
    expect(bags(small, 'sum')).toEqual([10, 12, 0, 0, 14, 16]);
    expect(bags(small, 'mean')).toEqual([5, 6, 0, 0, 7, 8]);
    expect(bags([...small, ...smallWeights], 'sum')).toEqual([11, 12, 0, 0, 24.5, 28]);
    expect(bags([...small, ...smallWeights], 'mean')).toEqual([5.5, 6, 0, 0, 12.25, 14]);
  });

  it.each(['sum', 'mean'] as const)('has the right gradient for %s', (mode) => {
    for (const weighted of [false, true]) {
      const feeds = lookupInputs({ rows: 7, bags: 6, mean: 2, weighted });
      checkGradient({
        build(graph) {
          const lookups = lookupsOf(graph, feeds);
          const rows = graph.parameter('table', [7, 3], { kind: 'normal', std: 1 });
          return { loss: weightedSum(embeddingBag(rows, lookups, mode)), targets: [rows] };
        },
        feeds: Object.fromEntries(feeds.map(({ data }, index) => [names[index], data])),
      });
    }
  });
});

describe('segmentLookups', () => {
  it('sorts a small batch by row', () => {
    const { results } = run('segmentLookups', [...small.slice(0, 2), smallWeights[0]], { rows: 4 });
    expect(results).toEqual([...small.slice(2), smallWeights[1]].map(({ data }) => data));
  });

  it('rejects indices that are not u32', () => {
    const indices: LookupTensor = { ...small[0], dtype: 'f32' };
    expect(() => run('segmentLookups', [indices, small[1]], { rows: 4 })).toThrow(
      /segmentLookups: 0 has shape/,
    );
  });
});

describe('sparseUpdate', () => {
  const attributes = { mode: 'sum', epsilon: 0, beta1: 0.75, beta2: 0.5 };
  const row = (data: number[]): LookupTensor => ({ shape: [1, data.length], dtype: 'f32', data });
  const scalar = (value: number, dtype: 'f32' | 'u32' = 'f32'): LookupTensor => ({
    shape: [1],
    dtype,
    data: [value],
  });
  /** One row looked up twice: its gradient is [1, 2] + [2, 2] = [3, 4]. */
  const twice: LookupTensor[] = [
    { shape: [2, 2], dtype: 'f32', data: [1, 2, 2, 2] },
    { shape: [2], dtype: 'u32', data: [0, 0] },
    { shape: [3], dtype: 'u32', data: [0, 1, 2] },
    { shape: [2], dtype: 'u32', data: [0, 0] },
    { shape: [3], dtype: 'u32', data: [0, 2, 0] },
    { shape: [2], dtype: 'u32', data: [0, 1] },
    { shape: [2], dtype: 'u32', data: [1, 2] },
  ];
  const update = (rule: SparseRule, states: LookupTensor[]) => {
    const inputs = [row([10, 20]), ...states, scalar(0.5), scalar(0, 'u32'), ...twice];
    const after = run('sparseUpdate', inputs, { rule, ...attributes }).inputs;
    return after.slice(0, 1 + states.length).map(({ data }) => [...data]);
  };

  it('follows each rule on one row', () => {
    expect(update('sgd', [])).toEqual([[8.5, 18]]);
    expect(update('adagrad', [row([16, 9])])).toEqual([
      [10 - 1.5 / 5, 20 - 2 / 5],
      [25, 25],
    ]);
    // The mean square of [3, 4] is 12.5.
    expect(update('rowWiseAdagrad', [scalar(12.5)])).toEqual([[10 - 1.5 / 5, 20 - 2 / 5], [25]]);
    // Adam's first step from zero moments moves by the learning rate against the sign.
    expect(update('lazyAdam', [row([0, 0]), row([0, 0])])).toEqual([
      [9.5, 19.5],
      [0.75, 1],
      [4.5, 8],
    ]);
  });

  it.each(['sgd', 'adagrad', 'rowWiseAdagrad'] as const)('%s moves as the dense rule would', (rule) => {
    const shape: LookupShape = { rows: 6, bags: 5, mean: 2, hot: 0.3 };
    const feeds = lookupInputs(shape);
    const graph = new Graph();
    const lookups = lookupsOf(graph, feeds);
    const table = graph.parameter('table', [6, 3], { kind: 'normal', std: 1 });
    const [gradient] = gradients(weightedSum(embeddingBag(table, lookups)), [table]);
    const states = sparseRuleStates[rule].map(({ name, perRow }) =>
      graph.state(name, perRow ? [6] : [6, 3], { kind: 'constant', value: 0.25 }),
    );
    const [learningRate, step] = [graph.input('rate', [1]), graph.input('step', [1], 'u32')];
    sparseUpdate(table, gradient, { rule, states, learningRate, step, epsilon: 1e-3 });

    const before = Float64Array.from({ length: 18 }, (_, i) => Math.cos(i));
    const state = new Map([
      [table, tensor([6, 3], before)],
      ...states.map(
        (value) => [value, { ...tensor(value.shape), data: new Float64Array(18).fill(0.25) }] as const,
      ),
    ]);
    const inputs = new Map(graph.inputs.map((value) => [value, tensor(value.shape)]));
    for (const [index, { data }] of feeds.entries()) inputs.get(graph.inputs[index])!.data.set(data);
    inputs.get(learningRate)!.data[0] = 0.1;
    const g = interpret(graph.nodes, state, inputs).get(gradient)!.data;

    for (let i = 0; i < 18; i++) {
      const own = g.slice(Math.floor(i / 3) * 3, Math.floor(i / 3) * 3 + 3);
      const square = rule === 'adagrad' ? g[i] ** 2 : own.reduce((sum, x) => sum + x * x, 0) / 3;
      const divisor = rule === 'sgd' ? 1 : Math.sqrt(0.25 + square) + 1e-3;
      expect(state.get(table)!.data[i]).toBeCloseTo(before[i] - (0.1 * g[i]) / divisor, 12);
    }
  });
});
