// Sensitivity of a network with a layer planted to be sensitive, the choice of layers, and the exported codes.

import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../base/safetensors';
import type { Model } from '../nn/model';
import { evaluationStep } from '../nn/trainingStep';
import { encodeNetwork } from './exportCodes';
import { layerWeights } from './fold';
import { linearLayers } from './layers';
import { lowerModel } from './lower';
import { layersToKeepReal, measureSensitivity } from './sensitivity';
import { calibrate, imagesOf, logitsOf, run, seasoned } from './testing/interpretNetwork';
import { filtersFirst } from './weights';

const BATCH = 2;
const model: Extract<Model, { kind: 'resnet' }> = {
  ...{ kind: 'resnet', image: 8, channels: 1, classes: 10, stem: 'small', block: 'basic' },
  ...{ widths: [4, 6], blocks: [1, 1] },
};

function network(planted?: string) {
  const tensors = seasoned(model, 3);
  // One filter a hundred times as large, which no image brings past its ReLU: with one scale for all filters, the
  // others are left with a few codes.
  if (planted) {
    const norm = planted.replace('conv', 'norm');
    tensors.get(`${norm}.scale`)!.data[0] *= 100;
    tensors.get(`${norm}.shift`)!.data[0] = -1e4;
  }
  const images = imagesOf(model, BATCH, 5);
  const calibration = calibrate(model, tensors, BATCH, images);
  const lower = (integer: (name: string) => boolean, perChannel: boolean) =>
    lowerModel(model, tensors, {
      batchSize: BATCH,
      form: ({ name }) => (integer(name) ? 'integer' : 'real'),
      weights: { bits: 8, perChannel, range: 'minMax' },
      activations: { range: 'minMax', netAware: true },
      calibration,
    });
  const step = evaluationStep(model, { batchSize: BATCH });
  const reference = run(step, tensors, images).get('logits')!.data;
  return { tensors, images, lower, reference, layers: linearLayers(step) };
}

describe('sensitivity', () => {
  test.each(['stage1.block1.conv1', 'stage2.block1.conv1'])(
    'finds the layer that was planted: %s',
    async (planted) => {
      const { lower, reference, layers, images } = network(planted);
      const measured = await measureSensitivity(layers, reference, (integer) =>
        logitsOf(
          lower((name) => integer.has(name), false),
          images,
        ),
      );
      const [first, second] = [...measured].sort((a, b) => b.noise - a.noise);
      expect(first.layer).toBe(planted);
      expect(first.noise).toBeGreaterThan(4 * second.noise);
      expect(layersToKeepReal(measured, { noise: 0.5, work: 1 })).toEqual(new Set([planted]));
    },
  );

  test('the noisiest go first, within the work allowed', () => {
    const layer = (name: string, noise: number, flops: number) => ({ layer: name, noise, flops, logits: [] });
    const measured = [layer('a', 1, 10), layer('b', 6, 80), layer('c', 3, 10)];
    const kept = (noise: number, work: number) => [...layersToKeepReal(measured, { noise, work })];
    expect(kept(1, 1)).toEqual([]);
    expect(kept(0.5, 1)).toEqual(['b']);
    expect(kept(0.2, 1)).toEqual(['b', 'c']);
    expect(kept(0.5, 0.2)).toEqual(['c', 'a']);
    expect(kept(0.5, 0)).toEqual([]);
  });
});

test('exported codes are the weights, within half a step', () => {
  const { lower, layers, tensors } = network();
  const exported = lower((name) => name !== 'stem.conv', true);
  const { tensors: read, metadata } = readSafetensors(encodeNetwork(exported), 'network');
  expect(Object.keys(JSON.parse(metadata.layers))).toEqual(layers.slice(1).map(({ name }) => name));
  for (const layer of layers.slice(1)) {
    const { weights, bias } = layerWeights(layer, tensors);
    const rows = filtersFirst(weights, bias.length);
    const [codes, scales] = ['codes', 'scales'].map((part) => read.get(`${layer.name}.${part}`)!);
    expect(codes.data).toBeInstanceOf(Int8Array);
    expect(codes.shape).toEqual([bias.length, ...layer.weight.shape.slice(0, -1)]);
    const depth = rows.length / bias.length;
    for (const [at, weight] of rows.entries()) {
      const scale = Number(scales.data[Math.floor(at / depth)]);
      expect(Math.abs(weight - scale * Number(codes.data[at]))).toBeLessThanOrEqual(0.5001 * scale);
    }
    expect(read.get(`${layer.name}.bias`)!.data).toEqual(bias);
  }
  expect(read.has('stem.conv.weight')).toBe(true);
  expect([...read.keys()].filter((name) => name.endsWith('.multipliers'))).toEqual([]);
});
