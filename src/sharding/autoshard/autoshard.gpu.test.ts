// AutoShard on the device: its updates, and that training helps where there is something to learn.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { RandomStream } from '../../base/randomStream';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { Graph } from '../../graph/graph';
import { interpret, referenceState } from '../../reference/interpreter';
import '../../reference/ops';
import { tensor } from '../../reference/tensor';
import { balanceOf } from '../baselines/placement';
import { likeliest } from '../dreamshard/episode';
import type { EmbeddingTable } from '../problem';
import { generateTables } from '../tables/generate';
import { playEpisode } from './episode';
import type { FrozenAutoShard } from './frozen';
import { policyOutputs, policyStep } from './networks';
import { type TrainOptions, type TrainProgress, trainAutoShard } from './train';

const shape = { episodes: 2, tables: 6, devices: 3 };

function randomFeeds(feeds: Program['feeds']) {
  const stream = new RandomStream(2, 2);
  for (const name of ['features', 'progress', 'loads'])
    feeds.get(name)!.forEach((_, at, all) => {
      all[at] = stream.nextNormal();
    });
  feeds.get('placed')!.forEach((_, at, all) => {
    all[at] = stream.nextUniform() < 0.4 ? 1 : 0;
  });
}

test('logits and values are those of the float64 reference', async () => {
  const gpu = await testGpu();
  const graph = new Graph();
  const outputs = policyOutputs(graph, shape);
  graph.output('logits', outputs.logits);
  graph.output('values', outputs.values);
  const plan = planProgram('policy', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, 5);
  try {
    await program.ready();
    randomFeeds(program.feeds);
    const feeds = new Map(
      graph.inputs.map((input) => [input, tensor(input.shape, program.feeds.get(input.name)!)]),
    );
    const known = interpret(graph.nodes, referenceState(graph, 5), feeds);
    const found = await program.run(state);
    for (const [name, value] of Object.entries(outputs))
      found.get(name)!.forEach((element, at) => {
        expect(Math.abs(element - known.get(value)!.data[at]), `${name} ${at}`).toBeLessThan(1e-5);
      });
  } finally {
    program.destroy();
    state.destroy();
  }
});

test('an update makes what was better likelier and values truer, and leaves padding alone', async () => {
  const gpu = await testGpu();
  const plan = planProgram('policy step', policyStep(shape), deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, 5);
  const graph = new Graph();
  const outputs = policyOutputs(graph, shape);
  graph.output('logits', outputs.logits);
  graph.output('values', outputs.values);
  const readerPlan = planProgram('policy', graph, deviceProfile(gpu), { state: plan.state });
  const reader = await Program.create(gpu, readerPlan);
  const look = async () => {
    await reader.ready();
    randomFeeds(reader.feeds);
    const found = await reader.run(state);
    const weights = [...found.get('logits')!].slice(0, 3).map(Math.exp);
    return {
      likelihood: weights[2] / weights.reduce((sum, weight) => sum + weight, 0),
      value: found.get('values')![0],
    };
  };
  const update = async (steps: number, advantage: number, returned: number) => {
    await program.ready();
    randomFeeds(program.feeds);
    for (const name of ['advantages', 'returns', 'steps']) program.feeds.get(name)!.fill(0);
    program.feeds.get('advantages')![2] = advantage;
    program.feeds.get('returns')![0] = returned;
    program.feeds.get('steps')![0] = steps;
    program.feeds.get('learningRate')![0] = 0.001;
    program.feeds.get('step')![0] = 0;
    await program.run(state);
  };
  try {
    const before = await look();
    const hash = await state.weightHash();
    await update(0, 0, 5);
    expect(await state.weightHash()).toBe(hash);
    await update(1, 1, 1);
    const after = await look();
    expect(after.likelihood).toBeGreaterThan(before.likelihood);
    expect(after.value).toBeGreaterThan(before.value);
  } finally {
    for (const one of [program, reader]) one.destroy();
    state.destroy();
  }
});

describe('training', () => {
  /** Lookups and nothing else; tables differ a hundredfold. */
  const measure = (set: readonly EmbeddingTable[]) =>
    0.1 + set.reduce((sum, { poolingFactor, coverage }) => sum + poolingFactor * coverage, 0);
  const pool = generateTables({ tables: 140, seed: 6, dimension: 16, bytesPerElement: 2 });
  const taskOf = (first: number) => pool.slice(first, first + 12);
  const options: TrainOptions = {
    ...{ seed: 1, devices: 2, capacityBytes: Number.POSITIVE_INFINITY },
    ...{ updates: 40, episodes: 12, costUpdates: 10, costBatch: 128, learningRate: 0.002 },
  };

  async function trained(change: Partial<TrainOptions> = {}) {
    const course = trainAutoShard(await testGpu(), [0, 12, 24, 36, 48, 60].map(taskOf), measure, {
      ...options,
      ...change,
    });
    const progress: TrainProgress[] = [];
    for (;;) {
      const step = await course.next();
      if (step.done) return { network: step.value, progress };
      progress.push(step.value);
    }
  }

  const timesOf = (tables: readonly EmbeddingTable[], placed: readonly number[]) =>
    [0, 1].map((device) => measure(tables.filter((_, index) => placed[index] === device)));

  test('balances tables that it has not seen better than chance, learns costs, and gives back what it took', async () => {
    const gpu = await testGpu();
    const before = gpu.counters.allocatedBytes;
    const { network, progress } = await trained();
    expect(gpu.counters.allocatedBytes).toBe(before);
    expect(progress.map(({ steps }) => steps)).toEqual(progress.map((_, update) => 144 * (update + 1)));
    expect(progress.at(-1)!.costError).toBeLessThan(0.3 * progress[0].costError);
    const stream = new RandomStream(3, 3);
    let [learned, drawn] = [0, 0];
    for (const first of [72, 84, 96, 108, 120]) {
      const task = taskOf(first);
      learned += balanceOf(timesOf(task, playEpisode(task, 2, network, likeliest).devices)) / 5;
      for (let draw = 0; draw < 50; draw++) {
        const placed = task.map(() => stream.integer(2));
        drawn += balanceOf(timesOf(task, placed)) / 250;
      }
    }
    expect(learned).toBeGreaterThan(drawn + 0.1);
  }, 600_000);

  test('the same seed trains the same policy', async () => {
    const plan = async (seed: number) => {
      const { network, progress } = await trained({ updates: 3, seed });
      return { values: valuesOf(network), progress };
    };
    const valuesOf = (network: FrozenAutoShard) =>
      playEpisode(taskOf(72), 2, network, likeliest).steps.map(({ value }) => value);
    const first = await plan(1);
    expect(await plan(1)).toEqual(first);
    expect((await plan(2)).values).not.toEqual(first.values);
  }, 600_000);
});
