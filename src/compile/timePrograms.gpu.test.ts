// What timing does, not how long it takes: every program runs as often as its samples say, and on its own state.

import { expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { reduceSum } from '../graph/ops/reduction';
import { appendOptimizer } from '../optim/optimizer';
import { planProgram } from './plan';
import { deviceProfile, Program } from './program';
import { DeviceState } from './state';
import { timePrograms } from './timePrograms';

/** Each run takes the learning rate off every element of x. */
async function descending(elements: number) {
  const gpu = await testGpu();
  const graph = new Graph();
  const loss = reduceSum(graph.parameter('x', [elements], { kind: 'constant', value: 0 }));
  appendOptimizer(graph, loss, { dense: { kind: 'sgd' } });
  const program = await Program.create(gpu, planProgram('descending', graph, deviceProfile(gpu)));
  const state = await DeviceState.initialised(gpu, program.plan.state, 0);
  program.feeds.get('learningRate')![0] = 0.5;
  await program.run(state);
  return { program, state };
}

test('takes so many samples of so many runs of each, beside those that find how many', async () => {
  const programs = [await descending(3), await descending(70_000)];
  const rounds = 3;
  const times = await timePrograms(await testGpu(), programs, { rounds, sampleMilliseconds: 2 });
  for (const [index, { state, program }] of programs.entries()) {
    const { runs, fastestMs, quartileMs, medianMs, slowestMs } = times[index];
    const { data } = (await state.save()).get('x')!;
    // The first run filled the feeds, one warms up; 1, 2, 4, … find how many a sample takes, looked at again from there.
    const found = [...Array(Math.log2(runs) + 1).keys()].map((power) => 2 ** power + 2 * runs - 1);
    expect(found).toContain(-data[0] / 0.5 - 2 - rounds * runs);
    expect(fastestMs).toBeGreaterThan(0);
    expect(quartileMs).toBeGreaterThanOrEqual(fastestMs);
    expect(medianMs).toBeGreaterThanOrEqual(quartileMs);
    expect(slowestMs).toBeGreaterThanOrEqual(medianMs);
    program.destroy();
    state.destroy();
  }
});
