// A step against float64, kernel by kernel: right kernels agree, a broken one is found among them, and the first
// kernel whose result is not finite is named.

import { expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { RandomStream } from '../base/randomStream';
import { trainingStep } from '../nn/trainingStep';
import { firstNonFinite } from './firstNonFinite';
import { type PlannedDispatch, planProgram } from './plan';
import { deviceProfile, Program } from './program';
import { DeviceState } from './state';
import { type StepVerification, verifyStep } from './verify';

const BATCH = 8;

/** A step of a small ResNet, its dispatches changed by `alter`, with a batch in its feeds. */
async function resnetStep(alter: (dispatch: PlannedDispatch) => PlannedDispatch = (dispatch) => dispatch) {
  const gpu = await testGpu();
  const shape = { image: 8, channels: 1, classes: 10, stem: 'small', block: 'basic' } as const;
  const graph = trainingStep(
    { kind: 'resnet', ...shape, widths: [4, 8], blocks: [1, 1] },
    { batchSize: BATCH, optimizer: { dense: { kind: 'sgd', momentum: 0.9, weightDecay: 0.1 }, clipNorm: 1 } },
  );
  const plan = planProgram('training', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, { ...plan, dispatches: plan.dispatches.map(alter) });
  const state = await DeviceState.initialised(gpu, plan.state, 1);
  new RandomStream(1, 2).fillNormal(program.feeds.get('images') as Float32Array<ArrayBuffer>);
  const targets = program.feeds.get('targets')!;
  for (let row = 0; row < BATCH; row++) targets[row * 10 + (row % 10)] = 1;
  program.feeds.get('learningRate')![0] = 0.1;
  return { gpu, program, state };
}

async function verified({ program, state }: Awaited<ReturnType<typeof resnetStep>>, ended = () => false) {
  const reports: StepVerification[] = [];
  await verifyStep(program, state, { report: (verification) => reports.push(verification), ended });
  return reports;
}

test('every kernel of a step agrees, and training is none the wiser', async () => {
  const step = await resnetStep();
  const { gpu, program, state } = step;
  const hash = await state.weightHash();
  const { allocatedBytes, peakBytes } = gpu.counters;
  const last = (await verified(step)).at(-1)!;
  expect(last.state).toBe('done');
  const working = program.plan.nodes.filter(({ op }) => op !== 'reshape');
  expect(last.nodes).toHaveLength(working.length);
  for (const { node, ratio } of last.nodes)
    expect(ratio, `${program.plan.nodes[node].op} of ${program.plan.nodes[node].scope}`).toBeLessThanOrEqual(
      1,
    );
  // Sums of products in float32 are not exact.
  expect(Math.max(...last.nodes.map(({ error }) => error))).toBeGreaterThan(1e-9);
  expect(gpu.counters.allocatedBytes).toBe(allocatedBytes);
  expect(gpu.counters.peakBytes).toBe(peakBytes);
  expect(await state.weightHash()).toBe(hash);
  program.destroy();
  state.destroy();
});

test('a kernel that leaves part of its work undone is the one that is found', async () => {
  // One workgroup writes the first elements; the others stay as they were.
  const step = await resnetStep((dispatch) =>
    dispatch.node.op === 'batchNorm' && dispatch.node.scope === 'stem.norm'
      ? { ...dispatch, workgroups: [1, 1, 1] }
      : dispatch,
  );
  const { plan } = step.program;
  const last = (await verified(step)).at(-1)!;
  const wrong = last.nodes.filter(({ ratio }) => ratio > 1).map(({ node }) => plan.nodes[node]);
  expect(wrong.map(({ op, scope }) => [op, scope])).toEqual([['batchNorm', 'stem.norm']]);
  step.program.destroy();
  step.state.destroy();
});

test('it ends when nobody waits for the rest', async () => {
  const step = await resnetStep();
  let asked = 0;
  const reports = await verified(step, () => ++asked > 3);
  expect(reports.at(-1)).toMatchObject({ state: 'ended', done: 3 });
  step.program.destroy();
  step.state.destroy();
});

test('the first kernel whose result is not finite is named', async () => {
  const { program, state } = await resnetStep();
  const tensors = await state.save();
  const weights = tensors.get('stage2.block1.conv1.weight') ?? [...tensors.values()][0];
  const name = [...tensors].find(([, tensor]) => tensor === weights)![0];
  weights.data.fill(Number.NaN, 0, 1);
  state.load(new Map([[name, weights]]));
  const after = await state.clone();
  const origin = await firstNonFinite(program, state, after);
  expect(origin?.node.op).toBe('convolution');
  expect(name.startsWith(origin!.node.scope)).toBe(true);
  expect(origin?.value).toBeNaN();
  for (const item of [program, state, after]) item.destroy();
});
