// What work costs beside its arithmetic: small products one after another, submits, reading back, planning a model,
// and its first step on a device that has compiled nothing.

import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { acquireGpu, type Gpu } from '../../gpu/device';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { matmul } from '../../graph/ops/matmul';
import type { Value } from '../../graph/value';
import { cifarResNet } from '../../nn/models/resnet';
import { trainingStep } from '../../nn/trainingStep';
import type { BenchCase, Entry, Rival } from '../contender';
import { uniform } from '../draw';
import { openGraph } from '../graphRival';
import type { SmallProductsProblem } from '../problem';

const zero = { kind: 'constant', value: 0 } as const;

/** No peak bounds these; their times are what they are. */
const unbounded = (name: string, shape: string, entries: () => Entry[]): BenchCase => ({
  suite: 'overhead',
  name,
  shape,
  flops: 0,
  bytes: 0,
  entries,
});

export const overheadCases: BenchCase[] = [
  unbounded('dispatches', '100-products-8x8x8', () => [smallProducts(100, 8)]),
  unbounded('submits', '100', () => [{ ours: submits, check: () => true }]),
  ...[1, 1 << 18, 1 << 22].map((elements): BenchCase => {
    const bytes = 4 * elements;
    const one = unbounded('readback', `${bytes}-bytes`, () => [readback(elements)]);
    // A single number is all latency; of many, each is read and written once.
    return elements > 1 ? { ...one, bytes: 2 * bytes } : one;
  }),
  unbounded('plan', 'resnet20-step', () => [{ ours: planning, check: () => true }]),
  unbounded('firstStep', 'resnet20-batch16', () => [
    { ours: firstStep, check: (results) => results.has('loss') },
  ]),
];

function smallProducts(count: number, size: number): Entry {
  // Columns of w sum to about 1 in magnitude, so that the numbers neither vanish nor grow.
  const w = uniform(size * size, 1).map((x) => (2 * x) / size);
  const problem: SmallProductsProblem = { kind: 'smallProducts', count, size, x: uniform(size * size, 0), w };
  for (let i = 0; i < size; i++) w[i * size + i] += 0.7;
  const graph = new Graph();
  const [x, right] = ['x', 'w'].map((name) => graph.state(name, [size, size], zero));
  let c: Value = x;
  for (let i = 0; i < count; i++) c = matmul(c, right);
  graph.output('c', c);
  const states = new Map([
    ['x', problem.x],
    ['w', problem.w],
  ]);
  return {
    ours: (gpu) => openGraph(gpu, graph, { states }),
    problem,
    check: (results) => areProducts(problem, results.get('c')),
  };
}

/** Each of many products rounds; magnitudes are of the largest element. */
export function areProducts(
  { count, size, x, w }: SmallProductsProblem,
  c: ArrayLike<number> | undefined,
): boolean {
  let value = Float64Array.from(x);
  for (let i = 0; i < count; i++)
    value = Float64Array.from(value, (_, at) => {
      let sum = 0;
      for (let k = 0; k < size; k++)
        sum += value[Math.floor(at / size) * size + k] * w[k * size + (at % size)];
      return sum;
    });
  const largest = value.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return c?.length === size * size && value.every((one, at) => Math.abs(c[at] - one) <= 1e-4 * largest);
}

/** A hundred submits of one small dispatch, then a wait. */
async function submits(gpu: Gpu): Promise<Rival> {
  const graph = new Graph();
  const [x, w] = ['x', 'w'].map((name) => graph.state(name, [8, 8], zero));
  graph.output('c', matmul(x, w));
  const program = await Program.create(gpu, planProgram('submits', graph, deviceProfile(gpu)));
  const state = await DeviceState.allocate(gpu, program.plan.state);
  const groups = program.groupsFor(state);
  return {
    queue: () => {
      for (let i = 0; i < 100; i++) {
        const encoder = gpu.device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        program.recording.encode(pass, groups);
        pass.end();
        gpu.submit(encoder.finish());
      }
    },
    idle: () => gpu.idle(),
    results: () => program.run(state),
    dispose: () => {
      program.destroy();
      state.destroy();
    },
  };
}

/** Through the ring of staging buffers that a step's outputs are read by. */
function readback(elements: number): Entry {
  const data = uniform(elements, 0);
  const graph = new Graph();
  graph.output('data', graph.state('data', [elements], zero));
  return {
    ours: async (gpu) => {
      const program = await Program.create(gpu, planProgram('readback', graph, deviceProfile(gpu)));
      const state = await DeviceState.allocate(gpu, program.plan.state);
      state.load(new Map([['data', { shape: [elements], data }]]));
      return {
        queue: async () => {
          await program.run(state);
        },
        idle: () => gpu.idle(),
        results: () => program.run(state),
        dispose: () => {
          program.destroy();
          state.destroy();
        },
      };
    },
    check: (results) => data.every((x, at) => x === results.get('data')?.[at]),
  };
}

const step = () =>
  trainingStep(
    { kind: 'resnet', ...cifarResNet(20, { image: 32, channels: 3, classes: 10 }) },
    { batchSize: 16, optimizer: { dense: { kind: 'sgd', momentum: 0.9 } } },
  );

/** On the host alone: tracing, gradients, passes, and where every tensor lies. */
async function planning(gpu: Gpu): Promise<Rival> {
  const plan = () => planProgram('step', step(), deviceProfile(gpu));
  return {
    queue: () => {
      plan();
    },
    idle: async () => {},
    results: async () => new Map([['dispatches', [plan().dispatches.length]]]),
    dispose: () => {},
  };
}

/** On a device of its own each time; what the browser keeps between devices, it keeps. */
async function firstStep(): Promise<Rival> {
  const once = async () => {
    const gpu = await acquireGpu();
    try {
      const program = await Program.create(gpu, planProgram('step', step(), deviceProfile(gpu)));
      const state = await DeviceState.initialised(gpu, program.plan.state, 1);
      return await program.run(state);
    } finally {
      gpu.lose();
    }
  };
  return {
    queue: async () => {
      await once();
    },
    idle: async () => {},
    results: once,
    dispose: () => {},
  };
}
