// The GPU against PyTorch in float64, whole models: activations and every gradient of one step, then
// ten steps of training, on the optimised program that the lab runs.

import { beforeAll, describe, expect, test } from 'vitest';
import { planProgram } from '../../src/compile/plan';
import { deviceProfile, type Outputs, Program } from '../../src/compile/program';
import { DeviceState } from '../../src/compile/state';
import { gradients } from '../../src/graph/autodiff';
import type { Graph } from '../../src/graph/graph';
import { lossGraph, trainingStep } from '../../src/nn/trainingStep';
import { type Golden, loadGolden, numbers } from '../support/golden';
import { testGpu } from '../support/testGpu';

/** f32 against float64 through a whole forward and backward pass, in units of the tensor's root mean square. */
const ONE_STEP = 2e-5;
/** Ten updates amplify the first step's rounding; PyTorch's own float32 run is held to the same bound below. */
const TEN_STEPS = 2e-4;

const rootMeanSquare = (x: ArrayLike<number>): number =>
  Math.sqrt(Array.from(x).reduce((sum, v) => sum + v * v, 0) / x.length);

function expectNear(
  name: string,
  actual: ArrayLike<number>,
  expected: readonly number[],
  relative: number,
): void {
  expect(actual.length, name).toBe(expected.length);
  const error = expected.reduce((worst, x, i) => Math.max(worst, Math.abs(actual[i] - x)), 0);
  expect(error, `${name}: largest error`).toBeLessThanOrEqual(relative * rootMeanSquare(expected) + 1e-7);
}

/**
 * Softmax does not change when every key is shifted alike, so the exact gradient of the keys' bias is zero and
 * Adam, which divides by the gradient's own size, walks it along rounding noise. That third is left out.
 */
function determined(name: string, actual: Float32Array, expected: number[]): [number[], number[]] {
  const third = expected.length / 3;
  const keep = (_: number, i: number) => !name.endsWith('attention.qkv.bias') || i < third || i >= 2 * third;
  return [[...actual].filter(keep), expected.filter(keep)];
}

async function open(graph: Graph, golden: Golden) {
  const gpu = await testGpu();
  const plan = planProgram(golden.name, graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, golden.seed);
  const run = async (step: number): Promise<Outputs> => {
    await program.ready();
    for (const [name, view] of program.feeds) {
      if (name === 'learningRate') view[0] = golden.learningRate;
      else if (name === 'step') view[0] = step;
      else view.set(golden.feeds[name]);
    }
    return program.run(state);
  };
  const close = () => {
    program.destroy();
    state.destroy();
  };
  return { run, state, close };
}

describe.each(['resnet', 'vit', 'dlrm'] as const)('%s on the GPU', (name) => {
  let golden: Golden;
  beforeAll(async () => {
    golden = await loadGolden(name);
  });

  test('loss and every gradient of the first step', async () => {
    const graph = lossGraph(golden.model, golden.batchSize);
    const found = gradients(graph.outputs.get('loss')!, graph.parameters);
    for (const [index, parameter] of graph.parameters.entries())
      graph.output(`gradient.${parameter.name}`, found[index]);
    const { run, close } = await open(graph, golden);
    const outputs = await run(0);
    expect(Math.abs(outputs.get('loss')![0] - golden.losses[0])).toBeLessThan(1e-5 * golden.losses[0]);
    for (const { name: parameter } of graph.parameters)
      expectNear(
        parameter,
        outputs.get(`gradient.${parameter}`)!,
        numbers(golden.tensors, `gradient.${parameter}`),
        ONE_STEP,
      );
    close();
  });

  test('ten losses, and where every parameter ends', async () => {
    const { run, state, close } = await open(
      trainingStep(golden.model, { batchSize: golden.batchSize, optimizer: golden.optimizer }),
      golden,
    );
    for (let step = 0; step < golden.losses.length; step++) {
      const loss = (await run(step)).get('loss')![0];
      expect(
        Math.abs(loss - golden.losses[step]),
        `loss ${step}: ${loss} for ${golden.losses[step]}`,
      ).toBeLessThan(TEN_STEPS * Math.max(golden.losses[step], 0.1));
    }
    for (const [parameter, { data }] of await state.save(({ role }) => role === 'parameter'))
      expectNear(
        parameter,
        ...determined(parameter, data as Float32Array, numbers(golden.tensors, `final.${parameter}`)),
        10 * TEN_STEPS,
      );
    close();
  });
});
