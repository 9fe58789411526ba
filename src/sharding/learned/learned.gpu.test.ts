// Networks on the device: what they predict, that they learn, and that what is frozen is what was trained.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { RandomStream } from '../../base/randomStream';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { Graph } from '../../graph/graph';
import { type CostNetwork, communicationNetwork, computeNetwork } from './costNetwork';
import { type Fit, type FitProgress, feedRows, fitCosts, type Samples } from './fit';
import { FrozenNetwork, predictAll } from './frozen';
import { predictions } from './networks';
import { splitOf } from './split';

const rowsOf = (seed: number, count: number, features: number) => {
  const stream = new RandomStream(seed, 1);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: features }, () => stream.nextNormal()),
  );
};

/** Predictions of samples on the device and by the same weights on the CPU. */
async function both(network: CostNetwork, slots: number, samples: readonly Float64Array[][]) {
  const gpu = await testGpu();
  const graph = new Graph();
  graph.output('predicted', predictions(graph, network, samples.length, slots));
  const plan = planProgram('predictions', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, 3);
  try {
    await program.ready();
    feedRows(program.feeds, network, slots, samples);
    const onDevice = [...(await program.run(state)).get('predicted')!];
    const frozen = new FrozenNetwork(network, await state.save());
    return { onDevice, onCpu: samples.flatMap((rows) => [...frozen.predict(rows)]) };
  } finally {
    program.destroy();
    state.destroy();
  }
}

describe('frozen networks say what the device says', () => {
  test('of sets: empty, of one table, full, and with tables in another order', async () => {
    const rows = rowsOf(1, 15, 20);
    const sets = [[], [rows[0]], rows, [...rows].reverse(), rows.slice(3, 7)];
    const { onDevice, onCpu } = await both(computeNetwork(20), 15, sets);
    onCpu.forEach((value, sample) => {
      expect(Math.abs(onDevice[sample] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
    });
    expect(Math.abs(onDevice[2] - onDevice[3])).toBeLessThan(1e-5);
    expect(Math.abs(onDevice[2] - onDevice[4])).toBeGreaterThan(1e-3);
  });

  test('of rows, several outputs each', async () => {
    const { onDevice, onCpu } = await both(
      communicationNetwork(8, 4),
      1,
      rowsOf(2, 7, 8).map((row) => [row]),
    );
    expect(onDevice.length).toBe(28);
    onCpu.forEach((value, index) => {
      expect(Math.abs(onDevice[index] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
    });
  });
});

/** Sets whose cost is a sum over tables of something no linear model finds, scaled to deviation near 1. */
function samplesOf(count: number): Samples {
  const stream = new RandomStream(7, 1);
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: 1 + stream.integer(4) }, () =>
      Float64Array.of(stream.nextNormal(), stream.nextNormal()),
    ),
  );
  const targets = rows.map((set) =>
    Float64Array.of(set.reduce((sum, [a, b]) => sum + 0.6 * Math.abs(a) + 0.4 * b, 0) - 1.2),
  );
  return { rows, targets };
}

async function fitted(samples: Samples, members: number): Promise<{ fit: Fit; curve: FitProgress[] }> {
  const network: CostNetwork = { features: 2, table: [16, 8], head: [8], outputs: 1 };
  const options = { seed: 1, epochs: 12, batch: 32, learningRate: 0.01, members };
  const course = fitCosts(await testGpu(), network, samples, splitOf(samples.rows.length, 1), options);
  const curve: FitProgress[] = [];
  for (;;) {
    const step = await course.next();
    if (step.done) return { fit: step.value, curve };
    curve.push(step.value);
  }
}

describe('training', () => {
  test('learns what sets cost, keeps the best epoch, and gives back what it took', async () => {
    const gpu = await testGpu();
    const before = gpu.counters.allocatedBytes;
    const samples = samplesOf(600);
    const { fit, curve } = await fitted(samples, 2);
    expect(gpu.counters.allocatedBytes).toBe(before);
    const { test: tested } = splitOf(600, 1);
    const targets = [...tested].map((sample) => samples.targets[sample][0]);
    const errors = [...tested].map(
      (sample, k) => predictAll(fit.members, samples.rows[sample])[0] - targets[k],
    );
    const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
    const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
    // The absolute value alone, which no linear model sees, is a third of the variance.
    expect(square(errors)).toBeLessThan(0.1 * square(targets.map((value) => value - mean)));
    expect(fit.validationError).toBe(Math.min(...curve.map(({ validationError }) => validationError)));
    expect(curve[fit.epoch - 1].validationError).toBe(fit.validationError);
    // Members start apart and see the same samples.
    const [one, other] = fit.members.map((member) => member.predict(samples.rows[0])[0]);
    expect(one).not.toBe(other);
  });

  test('the same seed trains the same network', async () => {
    const samples = samplesOf(100);
    const weights = async () =>
      Array.from((await fitted(samples, 1)).fit.tensors[0].get('head1.weight')!.data);
    expect(await weights()).toEqual(await weights());
  });
});
