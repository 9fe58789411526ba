// A new state holds what the CPU draws, bit for bit, whether a tensor is drawn there or on the device.

import { expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { initialise } from '../graph/initialise';
import { add } from '../graph/ops/elementwise';
import type { Initializer } from '../graph/value';
import { planProgram } from './plan';
import { deviceProfile } from './program';
import { DeviceState } from './state';

const initializers: Initializer[] = [
  { kind: 'constant', value: 0.1 },
  { kind: 'normal', std: 0.02 },
  { kind: 'uniform', low: -0.3, high: 0.7 },
];

test.each(initializers)('tensors small and large by $kind', async (initializer) => {
  const gpu = await testGpu();
  const graph = new Graph();
  const small = graph.parameter('small', [33, 7], initializer);
  const large = graph.parameter('large', [1031, 1021], initializer);
  graph.output('small', add(small, small));
  graph.output('large', add(large, large));
  const plan = planProgram('states', graph, deviceProfile(gpu));
  const before = gpu.counters.allocatedBytes;
  const state = await DeviceState.initialised(gpu, plan.state, 11);
  const tensors = await state.save();
  for (const value of [small, large]) {
    const expected = initialise(value, 11);
    const { data } = tensors.get(value.name)!;
    expect(data.length).toBe(expected.length);
    expect(data.findIndex((element, index) => element !== expected[index])).toBe(-1);
  }
  state.destroy();
  expect(gpu.counters.allocatedBytes).toBe(before);
});
