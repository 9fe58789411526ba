// The packed network against the same network in f32 arithmetic, on weights and statistics drawn at random: channels
// that fill no word, strides, both kinds of shortcut, every kind of code. Equal codes give equal logits, bit for bit.

import { expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { RandomStream } from '../base/randomStream';
import { layoutState } from '../compile/layout';
import { planProgram } from '../compile/plan';
import { deviceProfile, Program } from '../compile/program';
import { Graph } from '../graph/graph';
import { initialise } from '../graph/initialise';
import '../graph/ops';
import { elementCount } from '../graph/value';
import type { LowBits } from '../nn/lowBits';
import { cifarResNet } from '../nn/models/resnet';
import { evaluationStep } from '../nn/trainingStep';
import { type LowBitResNet, packedResnet } from './packedResnet';
import { type HostTensors, packedState, stateOf } from './packedState';

const BATCH = 3;

/** A state as training might leave it: statistics and norms away from where they start. */
function drawnState(model: LowBitResNet): HostTensors {
  const { entries } = layoutState(evaluationStep({ kind: 'resnet', ...model }, { batchSize: 1 }));
  const random = new RandomStream(8, 8);
  return new Map(
    [...entries.values()].map((entry) => {
      const data = initialise(entry, 8);
      const spread = (low: number, high: number) => data.map(() => low + (high - low) * random.nextUniform());
      const drawn = entry.name.endsWith('.scale')
        ? spread(0.5, 1.5)
        : entry.name.endsWith('.runningVariance')
          ? spread(0.1, 2)
          : /\.(shift|runningMean|stepShift)$/.test(entry.name)
            ? spread(-0.5, 0.5)
            : data;
      return [entry.name, { shape: entry.shape, data: drawn }];
    }),
  );
}

async function logitsOf(graph: Graph, tensors: HostTensors, images: Float32Array): Promise<number[]> {
  const gpu = await testGpu();
  const program = await Program.create(gpu, planProgram('network', graph, deviceProfile(gpu)));
  const state = await stateOf(program, tensors);
  try {
    await program.ready();
    program.feeds.get('images')!.set(images);
    return Array.from((await program.run(state)).get('logits')!);
  } finally {
    program.destroy();
    state.destroy();
  }
}

const basic = cifarResNet(8, { image: 7, channels: 2, classes: 5, widths: [5, 9, 35] });
const shapes: Record<string, Omit<LowBitResNet, 'lowBits'>> = {
  'basic blocks': { ...basic, blocks: [2, 1, 1] },
  bottlenecks: { ...basic, block: 'bottleneck', widths: [3, 9], blocks: [1, 2] },
};

test.each<[string, LowBits]>([
  ['basic blocks', { activationBits: 2, weightBits: 1, weightCode: 'bipolar', learnedSteps: false }],
  ['basic blocks', { activationBits: 3, weightBits: 2, weightCode: 'signed', learnedSteps: true }],
  ['bottlenecks', { activationBits: 1, weightBits: 3, weightCode: 'bipolar', learnedSteps: true }],
])('%s, %j', async (shape, lowBits) => {
  const model: LowBitResNet = { ...shapes[shape], lowBits };
  const images = new Float32Array(elementCount([BATCH, model.image, model.image, model.channels]));
  new RandomStream(9, 9).fillNormal(images);
  const trained = drawnState(model);
  const graph = new Graph();
  const input = graph.input('images', [BATCH, model.image, model.image, model.channels]);
  graph.output('logits', packedResnet(graph, model, input));

  const coded = await logitsOf(
    evaluationStep({ kind: 'resnet', ...model }, { batchSize: BATCH }),
    trained,
    images,
  );
  const packed = await logitsOf(graph, await packedState(await testGpu(), model, trained), images);
  expect(coded.every(Number.isFinite)).toBe(true);
  // Images of their own classes: the network tells them apart.
  expect(new Set(coded).size).toBeGreaterThan(model.classes);
  expect(packed).toEqual(coded);
});
