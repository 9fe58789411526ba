// Starting scales by hand, and a network that learns through two-bit weights.

import { expect, test } from 'vitest';
import { RandomStream } from '../base/randomStream';
import type { HostTensor } from '../compile/state';
import { fakeQuantised, type QuantisationPolicy, type TensorQuantisation } from '../nn/fakeQuantised';
import type { Model } from '../nn/model';
import { trainingStep } from '../nn/trainingStep';
import { interpret, referenceState } from '../reference/interpreter';
import '../reference/ops';
import { tensor } from '../reference/tensor';
import { startingScales } from './startingScales';

const weight = (shape: number[], ...data: number[]): HostTensor => ({ shape, data: Float32Array.from(data) });
const quantised = (options: Partial<TensorQuantisation>): QuantisationPolicy => ({
  layers: { weights: { bits: 2, codes: 'symmetric', scale: 'learned', ...options } },
});
const scalesOf = (policy: QuantisationPolicy, tensors: Record<string, HostTensor>) =>
  Object.fromEntries(
    [...startingScales(policy, new Map(Object.entries(tensors)))].map(([name, { data }]) => [
      name,
      [...data],
    ]),
  );

test('learned: twice the mean magnitude over the root of the highest code', () => {
  const tensors = { 'a.weight': weight([2, 2], 1, -3, 1, 3), 'a.bias': weight([2], 9, 9) };
  expect(scalesOf(quantised({}), tensors)).toEqual({ 'a.weightsScale': [4] });
  expect(scalesOf(quantised({ perChannel: true }), tensors)).toEqual({ 'a.weightsScale': [2, 6] });
  const fourBits = scalesOf(quantised({ bits: 4 }), tensors)['a.weightsScale'][0];
  expect(fourBits).toBeCloseTo(4 / Math.sqrt(7), 6);
});

test('frozen: of least squared error; tracked and named layers have none to load', () => {
  const tensors = { 'a.weight': weight([4], 0.5, -0.5, 0.5, 0), 'b.weight': weight([1], 2) };
  const policy = { ...quantised({ scale: 'frozen' }), named: { b: {} } };
  expect(scalesOf(policy, tensors)).toEqual({ 'a.weightsScale': [0.5] });
  expect(scalesOf(quantised({ scale: 'tracked' }), tensors)).toEqual({});
});

const BATCH = 6;
const mlp: Model = { kind: 'mlp', image: 3, channels: 1, classes: 3, hidden: [16] };
const images = new RandomStream(1, 1).fillNormal(new Float32Array(BATCH * 9));
const targets = Array.from({ length: BATCH * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0));

test.each(['learned', 'frozen', 'tracked'] as const)(
  'three levels a weight learn six samples by heart, %s',
  (scale) => {
    const policy: QuantisationPolicy = {
      layers: {
        weights: { bits: 2, codes: 'symmetric', scale },
        activations: { bits: 8, codes: 'asymmetric', scale: 'tracked' },
      },
    };
    const graph = trainingStep(mlp, {
      batchSize: BATCH,
      optimizer: { dense: { kind: 'adamw' } },
      operands: fakeQuantised(policy),
    });
    const state = referenceState(graph, 1);
    const tensors = new Map(
      [...state].map(([{ name, shape }, { data }]) => [name, { shape, data: Float32Array.from(data) }]),
    );
    const scales = startingScales(policy, tensors);
    for (const [{ name }, { data }] of state) if (scales.has(name)) data.set(scales.get(name)!.data);
    const before = new Map([...state].map(([{ name }, { data }]) => [name, data.slice()]));
    const lossAt = (step: number) => {
      const given: Record<string, ArrayLike<number>> = {
        images,
        targets,
        step: [step],
        learningRate: [0.02],
      };
      const feeds = new Map(graph.inputs.map((input) => [input, tensor(input.shape, given[input.name])]));
      return interpret(graph.nodes, state, feeds).get(graph.outputs.get('loss')!)!.data[0];
    };
    const first = lossAt(0);
    let last = first;
    for (let step = 1; step < 120; step++) last = lossAt(step);
    expect(first).toBeGreaterThan(0.5);
    expect(last).toBeLessThan(0.1);
    // Only a learned scale moves.
    for (const [{ name }, { data }] of state)
      if (scales.has(name)) expect(data[0] !== before.get(name)![0]).toBe(scale === 'learned');
  },
);
