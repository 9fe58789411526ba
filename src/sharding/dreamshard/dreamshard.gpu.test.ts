// The policy on the device: its logits, its update, and that training helps where there is something to learn.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { RandomStream } from '../../base/randomStream';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { Graph } from '../../graph/graph';
import type { EmbeddingTable } from '../problem';
import { generateTables } from '../tables/generate';
import { episodeTask, likeliest, playEpisode } from './episode';
import { FrozenPolicy } from './frozenPolicy';
import { FORBIDDEN, policyLogits, policyStep } from './policy';
import { publishedTraining, type Trained, type TrainProgress, trainDreamShard } from './train';

const shape = { features: 5, tables: 6, devices: 3, rows: 4 };
const { rows, devices, tables } = shape;

/** A state with many tables on many devices. */
function randomFeeds(feeds: Program['feeds']) {
  const stream = new RandomStream(2, 2);
  const fill = (name: string, draw: () => number) =>
    feeds.get(name)!.forEach((_, at, all) => {
      all[at] = draw();
    });
  fill('features', () => stream.nextNormal());
  fill('placed', () => (stream.nextUniform() < 0.4 ? 1 : 0));
  fill('costs', () => stream.nextNormal());
  feeds.get('forbidden')!.fill(0);
  feeds.get('forbidden')![1] = FORBIDDEN;
}

test('logits are those of the policy on the CPU', async () => {
  const gpu = await testGpu();
  const graph = new Graph();
  graph.output('logits', policyLogits(graph, shape));
  const plan = planProgram('policy', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, 5);
  await program.ready();
  randomFeeds(program.feeds);
  const [features, placed, costs] = ['features', 'placed', 'costs'].map((name) =>
    program.feeds.get(name)!.slice(),
  );
  const logits = (await program.run(state)).get('logits')!;
  const policy = new FrozenPolicy(shape.features, await state.save());
  for (let row = 0; row < rows; row++)
    for (let device = 0; device < devices; device++) {
      const at = row * devices + device;
      const sum = new Float64Array(32);
      for (let table = 0; table < tables; table++)
        if (placed[at * tables + table])
          policy
            .embed(Float64Array.from(features.subarray(table * shape.features, (table + 1) * shape.features)))
            .forEach((value, k) => {
              sum[k] += value;
            });
      const expected = policy.logit(sum, costs[at]) + (at === 1 ? FORBIDDEN : 0);
      expect(Math.abs(logits[at] - expected)).toBeLessThan(1e-4);
    }
  program.destroy();
  state.destroy();
});

test('an update makes what was better likelier, and leaves rows alone that are no steps', async () => {
  const gpu = await testGpu();
  const plan = planProgram('policy step', policyStep(shape), deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, 5);
  const graph = new Graph();
  graph.output('logits', policyLogits(graph, shape));
  const reader = await Program.create(
    gpu,
    planProgram('policy', graph, deviceProfile(gpu), { state: plan.state }),
  );
  const likelihood = async () => {
    await reader.ready();
    randomFeeds(reader.feeds);
    const logits = [...(await reader.run(state)).get('logits')!].slice(0, devices);
    const weights = logits.map((logit) => Math.exp(logit));
    return weights[2] / weights.reduce((sum, weight) => sum + weight, 0);
  };
  const update = async (advantage: number) => {
    await program.ready();
    randomFeeds(program.feeds);
    program.feeds.get('advantages')!.fill(0);
    program.feeds.get('advantages')![2] = advantage;
    program.feeds.get('bonus')!.fill(0);
    program.feeds.get('learningRate')![0] = 0.001;
    program.feeds.get('step')![0] = 0;
    await program.run(state);
  };
  const before = await likelihood();
  const hash = await state.weightHash();
  await update(0);
  expect(await state.weightHash()).toBe(hash);
  await update(1);
  expect(await likelihood()).toBeGreaterThan(before);
  for (const one of [program, reader]) one.destroy();
  state.destroy();
});

describe('training', () => {
  /** Lookups and nothing else; tables differ a hundredfold. */
  const measure = (set: readonly EmbeddingTable[]) =>
    0.1 + set.reduce((sum, { poolingFactor, coverage }) => sum + poolingFactor * coverage, 0);
  const pool = generateTables({ tables: 120, seed: 6, dimension: 16, bytesPerElement: 2 });
  const taskOf = (first: number) => pool.slice(first, first + 10);

  test('beats random placement of tables that it has not seen, and gives back what it took', async () => {
    const gpu = await testGpu();
    const before = gpu.counters.allocatedBytes;
    const space = { devices: 2, capacityBytes: Number.POSITIVE_INFINITY };
    const course = trainDreamShard(gpu, [0, 10, 20, 30, 40, 50].map(taskOf), measure, {
      ...{ ...publishedTraining, ...space, seed: 1 },
      ...{ iterations: 3, placements: 40, costUpdates: 400, policyUpdates: 40, learningRate: 0.003 },
    });
    const steps: TrainProgress[] = [];
    let trained: Trained | undefined;
    while (!trained) {
      const step = await course.next();
      if (step.done) trained = step.value;
      else steps.push(step.value);
    }
    expect(gpu.counters.allocatedBytes).toBe(before);
    expect(steps.map(({ placements }) => placements)).toEqual([40, 80, 120]);
    const { model, policy } = trained;
    const stream = new RandomStream(3, 3);
    const slowest = (tablesOf: EmbeddingTable[], placed: readonly number[]) =>
      Math.max(...[0, 1].map((device) => measure(tablesOf.filter((_, index) => placed[index] === device))));
    let [learned, drawn] = [0, 0];
    for (const first of [60, 70, 80, 90, 100, 110]) {
      const task = taskOf(first);
      learned += slowest(task, playEpisode(episodeTask(task, model, space), policy, likeliest)!.devices);
      for (let draw = 0; draw < 20; draw++)
        drawn +=
          slowest(
            task,
            task.map(() => (stream.nextUniform() < 0.5 ? 0 : 1)),
          ) / 20;
    }
    expect(learned).toBeLessThan(0.9 * drawn);
  }, 600_000);
});
