// A program on a device: replay creates nothing, feeds may be overwritten at once, states share a program.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { add, multiply } from '../graph/ops/elementwise';
import { forecastMemory } from './memory';
import { planProgram } from './plan';
import { deviceProfile, Program } from './program';
import { DeviceState } from './state';

/** y = x · scale + shift with two trained tensors. */
async function affine() {
  const gpu = await testGpu();
  const graph = new Graph();
  const x = graph.input('x', [7]);
  const scale = graph.parameter('scale', [7], { kind: 'constant', value: 3 });
  const shift = graph.parameter('shift', [7], { kind: 'normal', std: 1 });
  graph.output('y', add(multiply(x, scale), shift));
  const plan = planProgram('affine', graph, deviceProfile(gpu));
  const before = gpu.counters.allocatedBytes;
  const program = await Program.create(gpu, plan);
  return { gpu, plan, program, before };
}

describe('Program', () => {
  test('three steps in flight see their own feeds, and nothing is created after the first', async () => {
    const { gpu, plan, program } = await affine();
    const state = await DeviceState.initialised(gpu, plan.state, 5);
    const shift = (await state.save()).get('shift')!.data;
    const runs = [];
    let created = 0;
    for (let step = 0; step < 9; step++) {
      await program.ready();
      program.feeds.get('x')!.fill(step);
      const before = { ...gpu.counters };
      runs.push(program.run(state));
      if (step > 0)
        created +=
          gpu.counters.buffersCreated -
          before.buffersCreated +
          gpu.counters.bindGroupsCreated -
          before.bindGroupsCreated;
    }
    for (const [step, run] of runs.entries()) {
      const y = (await run).get('y')!;
      for (let i = 0; i < 7; i++) expect(y[i]).toBeCloseTo(3 * step + shift[i], 5);
    }
    expect(created).toBe(0);
    program.destroy();
    state.destroy();
  });

  test('one program serves two states', async () => {
    const { gpu, plan, program } = await affine();
    const states = [
      await DeviceState.initialised(gpu, plan.state, 1),
      await DeviceState.initialised(gpu, plan.state, 2),
    ];
    await program.ready();
    program.feeds.get('x')!.fill(0);
    const first = (await program.run(states[0])).get('y')!;
    const second = (await program.run(states[1])).get('y')!;
    expect([...first]).toEqual([...(await states[0].save()).get('shift')!.data]);
    expect([...second]).toEqual([...(await states[1].save()).get('shift')!.data]);
    expect([...first]).not.toEqual([...second]);
    expect(await states[0].weightHash()).not.toBe(await states[1].weightHash());
    program.destroy();
    for (const state of states) state.destroy();
  });

  test('the forecast is what is allocated, and everything is given back', async () => {
    const { gpu, plan, program, before } = await affine();
    const state = await DeviceState.allocate(gpu, plan.state);
    expect(gpu.counters.allocatedBytes - before).toBe(forecastMemory(plan, deviceProfile(gpu)).totalBytes);
    program.destroy();
    state.destroy();
    expect(gpu.counters.allocatedBytes).toBe(before);
  });
});
