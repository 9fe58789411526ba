// A whole integer network on the GPU against the interpreter: every code of every layer is the same, and so is the
// answer.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { unpackCodes } from '../base/packing';
import { planProgram } from '../compile/plan';
import { deviceProfile, Program } from '../compile/program';
import { DeviceState } from '../compile/state';
import type { Model } from '../nn/model';
import { type LoweredNetwork, lowerModel } from './lower';
import { calibrate, imagesOf, run, seasoned } from './testing/interpretNetwork';

type Classifier = Exclude<Model, { kind: 'dlrm' }>;

const BATCH = 3;

function integerNetwork(model: Classifier): { network: LoweredNetwork; images: Float32Array } {
  const tensors = seasoned(model, 4);
  const images = imagesOf(model, BATCH, 6);
  const network = lowerModel(model, tensors, {
    batchSize: BATCH,
    form: () => 'integer',
    weights: { bits: 8, perChannel: true, range: 'leastSquares' },
    activations: { range: 'leastSquares', netAware: true },
    calibration: calibrate(model, tensors, BATCH, imagesOf(model, BATCH, 7)),
  });
  return { network, images };
}

async function runOnGpu({ graph, tensors }: LoweredNetwork, images: Float32Array) {
  const gpu = await testGpu();
  const plan = planProgram('integer network', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.allocate(gpu, plan.state);
  try {
    state.load(tensors);
    await program.ready();
    program.feeds.get('images')!.set(images);
    return await program.run(state);
  } finally {
    program.destroy();
    state.destroy();
  }
}

/** Makes the codes between layers outputs, and runs the network both ways. */
async function both(model: Classifier) {
  const { network, images } = integerNetwork(model);
  const coded = network.graph.nodes.flatMap(({ outputs }) => outputs.filter(({ dtype }) => dtype === 'u32'));
  for (const value of coded) network.graph.output(value.name, value);
  const found = await runOnGpu(network, images);
  const known = run(network.graph, network.tensors, images);
  return { names: coded.map(({ name }) => name), found, known };
}

/** The codes of words, on the device or in the interpreter. */
const codesOf = (words: ArrayLike<number> | { data: ArrayLike<number> }): number[] => {
  const given = Uint32Array.from('data' in words ? words.data : words);
  return [...unpackCodes(given, 8, 4 * given.length, true)];
};

const largest = (logits: ArrayLike<number>, row: number) => {
  const own = Array.from({ length: 10 }, (_, index) => logits[10 * row + index]);
  return own.indexOf(Math.max(...own));
};

const shape = { image: 8, channels: 1, classes: 10 };

describe('every code is that of the interpreter', () => {
  const models: Record<string, Classifier> = {
    'residual network': {
      ...{ kind: 'resnet', ...shape, stem: 'small', block: 'basic' },
      ...{ widths: [5, 8], blocks: [1, 2] },
    },
    perceptron: { kind: 'mlp', ...shape, hidden: [19, 12] },
  };
  test.each(Object.keys(models))('%s', async (name) => {
    const { names, found, known } = await both(models[name]);
    expect(names.length).toBeGreaterThan(2);
    for (const output of names)
      expect(Array.from(found.get(output)!), output).toEqual([...known.get(output)!.data]);
    for (let row = 0; row < BATCH; row++)
      expect(largest(found.get('logits')!, row)).toBe(largest(known.get('logits')!.data, row));
  });
});

test('codes of a GELU are next to those of the interpreter', async () => {
  const { names, found, known } = await both({ kind: 'mlp', ...shape, hidden: [19, 12], activation: 'gelu' });
  expect(names).toHaveLength(3);
  for (const output of names) {
    const [codes, exact] = [found, known].map((run) => codesOf(run.get(output)!));
    expect(Math.max(...codes.map((code, at) => Math.abs(code - exact[at]))), output).toBeLessThanOrEqual(1);
    expect(new Set(exact).size, output).toBeGreaterThan(20);
  }
  for (let row = 0; row < BATCH; row++)
    expect(largest(found.get('logits')!, row)).toBe(largest(known.get('logits')!.data, row));
});

test('a vision transformer, whose attention is real, gives the same answers', async () => {
  const { names, found, known } = await both({
    ...{
      kind: 'vit',
      ...shape,
      patch: 2,
      width: 12,
      depth: 1,
      heads: 2,
      mlpRatio: 2,
      initialisation: 'glorot',
    },
  });
  for (let row = 0; row < BATCH; row++)
    expect(largest(found.get('logits')!, row)).toBe(largest(known.get('logits')!.data, row));
  // The first codes are those of the images, before anything real.
  expect(Array.from(found.get(names[0])!)).toEqual([...known.get(names[0])!.data]);
});
