// Steps of a network trained through low-precision codes, with a decoupled periodic pull besides, optimised and on the
// GPU, against float64: forward, straight-through backward, tracked ranges, learned scales and updates together.

import { expect, test } from 'vitest';
import { RandomStream } from '../../src/base/randomStream';
import { planProgram } from '../../src/compile/plan';
import { deviceProfile, Program } from '../../src/compile/program';
import { DeviceState } from '../../src/compile/state';
import { initialise } from '../../src/graph/initialise';
import { fakeQuantised, type QuantisationPolicy } from '../../src/nn/fakeQuantised';
import type { Model } from '../../src/nn/model';
import { trainingStep } from '../../src/nn/trainingStep';
import type { PeriodicRegulariser } from '../../src/optim/periodic';
import { interpret } from '../../src/reference/interpreter';
import '../../src/reference/ops';
import { tensor } from '../../src/reference/tensor';
import { expectClose } from '../support/checkOp';
import { testGpu } from '../support/testGpu';

const BATCH = 6;
const SEED = 4;
const model: Model = { kind: 'mlp', image: 3, channels: 1, classes: 3, hidden: [10] };
const policy: QuantisationPolicy = {
  layers: {
    weights: { bits: 4, codes: 'symmetric', perChannel: true, scale: 'tracked' },
    activations: { bits: 8, codes: 'asymmetric', scale: 'tracked' },
  },
  named: { head: { weights: { bits: 3, codes: 'symmetric', scale: 'learned' } } },
};

const cases: [string, QuantisationPolicy | undefined, PeriodicRegulariser | undefined][] = [
  ['through codes', policy, undefined],
  ['with a periodic loss', undefined, { wave: 'sine' }],
  ['with a periodic pull', undefined, { wave: 'cosine', decoupled: true }],
];

test.each(cases)('follows float64 %s', async (_, quantised, periodic) => {
  const graph = trainingStep(model, {
    batchSize: BATCH,
    optimizer: { dense: { kind: 'sgd', momentum: 0.9 }, periodic },
    operands: quantised && fakeQuantised(quantised),
  });
  const gpu = await testGpu();
  const plan = planProgram('quantised training', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, SEED);
  try {
    const values = [...graph.parameters, ...graph.states];
    const known = new Map(values.map((value) => [value, tensor(value.shape, initialise(value, SEED))]));
    const random = new RandomStream(SEED, 9);
    for (let step = 0; step < 3; step++) {
      const given: Record<string, ArrayLike<number>> = {
        images: random.fillNormal(new Float32Array(BATCH * 9)),
        targets: Array.from({ length: BATCH * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0)),
        learningRate: [Math.fround(0.01)],
        step: [step],
        periodicAmplitude: [Math.fround(0.3)],
        periodicFrequency: [2],
      };
      const fed = new Map(graph.inputs.map((input) => [input, tensor(input.shape, given[input.name])]));
      for (const input of graph.inputs) program.feeds.get(input.name)!.set(fed.get(input)!.data);
      await program.ready();
      const outputs = await program.run(state);
      const results = interpret(graph.nodes, known, fed);
      expectClose('loss', outputs.get('loss')!, results.get(graph.outputs.get('loss')!)!.data, tolerance);
    }
    const saved = await state.save();
    for (const value of values)
      expectClose(value.name, saved.get(value.name)!.data, known.get(value)!.data, tolerance);
    expect(values.some(({ name }) => /Scale|Low|period/.test(name))).toBe(true);
  } finally {
    program.destroy();
    state.destroy();
  }
});

const tolerance = { relative: 2e-5, absolute: 2e-5, reason: 'three steps of accumulated roundings' };
