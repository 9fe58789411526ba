// Trained models lowered to integer networks: what is left of their logits, what stays integer, and that layers may be
// real again one by one.

import { describe, expect, test } from 'vitest';
import type { Model } from '../nn/model';
import { evaluationStep } from '../nn/trainingStep';
import type { LinearLayer } from './layers';
import { linearLayers } from './layers';
import { type LayerForm, type LoweringOptions, lowerModel } from './lower';
import { calibrate, imagesOf, logitsOf, run, seasoned } from './testing/interpretNetwork';
import { decibels } from './weights';

type Classifier = Exclude<Model, { kind: 'dlrm' }>;

const BATCH = 3;
const shape = { image: 8, channels: 1, classes: 10 };
const models: Record<string, Classifier> = {
  resnet: {
    ...{ kind: 'resnet', ...shape, stem: 'small', block: 'basic' },
    ...{ widths: [4, 6], blocks: [1, 1] },
  },
  bottlenecks: {
    ...{ kind: 'resnet', ...shape, image: 16, channels: 3, stem: 'large', block: 'bottleneck' },
    ...{ widths: [4], blocks: [2] },
  },
  vit: {
    kind: 'vit',
    ...shape,
    patch: 2,
    width: 12,
    depth: 1,
    heads: 2,
    mlpRatio: 2,
    initialisation: 'glorot',
  },
  mlp: { kind: 'mlp', ...shape, hidden: [16, 12] },
};

function prepared(model: Classifier) {
  const tensors = seasoned(model, 3);
  const images = imagesOf(model, BATCH, 5);
  const calibration = calibrate(model, tensors, BATCH, images);
  const real = run(evaluationStep(model, { batchSize: BATCH }), tensors, images).get('logits')!.data;
  const lower = (form: (layer: LinearLayer) => LayerForm, changed: Partial<LoweringOptions> = {}) =>
    lowerModel(model, tensors, {
      batchSize: BATCH,
      form,
      weights: { bits: 8, perChannel: true, range: 'minMax' },
      activations: { range: 'minMax', netAware: true },
      calibration,
      ...changed,
    });
  /** Signal over noise of the logits, in decibels. */
  const quality = (network: ReturnType<typeof lower>) => {
    const found = logitsOf(network, images);
    const noise = found.reduce((sum, x, at) => sum + (x - real[at]) ** 2, 0);
    return decibels(
      real.reduce((sum, x) => sum + x * x, 0),
      noise,
    );
  };
  return { tensors, images, real, lower, quality };
}

const all = () => 'integer' as const;

describe.each(Object.keys(models))('%s', (name) => {
  const { lower, quality } = prepared(models[name]);

  test('folding alone changes the logits by roundings', () => {
    expect(quality(lower(() => 'real'))).toBeGreaterThan(120);
  });

  test('on integers throughout they are a percent off at most', () => {
    const network = lower(all);
    expect(network.layers.map((layer) => layer.form)).not.toContain('real');
    expect(quality(network)).toBeGreaterThan(25);
  });

  test('each layer alone is closer than all', () => {
    const whole = quality(lower(all));
    for (const { name: layer } of lower(all).layers)
      expect(quality(lower((other) => (other.name === layer ? 'integer' : 'real'))), layer).toBeGreaterThan(
        whole,
      );
  });

  test('weights alone', () => {
    expect(quality(lower(() => 'weightOnly'))).toBeGreaterThan(35);
  });
});

test('a residual network is integer from its image to its logits', () => {
  const { lower } = prepared(models.resnet);
  const ops = lower(all).graph.nodes.map(({ op }) => op);
  expect(ops.filter((op) => op === 'quantise')).toHaveLength(1);
  expect(new Set(ops)).toEqual(
    new Set(['quantise', 'integerConvolution', 'integerAdd', 'integerMean', 'integerMatmul']),
  );
});

test('a vision transformer is real where it normalises and attends only', () => {
  const { lower } = prepared(models.vit);
  const ops = new Set(lower(all).graph.nodes.map(({ op }) => op));
  expect(ops).not.toContain('matmul');
  expect(ops).not.toContain('gelu');
  expect(ops).toContain('attention');
});

test.each(['gelu', 'silu', 'tanh'] as const)('%s stands between a sum and its code', (activation) => {
  const { lower, quality } = prepared({ ...models.mlp, activation } as Classifier);
  const network = lower(all);
  const ops = network.graph.nodes.map(({ op }) => op).filter((op) => op !== 'reshape');
  expect(ops).toEqual(['quantise', 'integerMatmul', 'integerMatmul', 'integerMatmul']);
  expect(quality(network)).toBeGreaterThan(25);
});

test('layers are found with all that follows them', () => {
  const found = (model: Model) =>
    linearLayers(evaluationStep(model, { batchSize: 1 })).map(({ name, norm, bias, residual, activation }) =>
      [name, norm && 'norm', bias && 'bias', residual && 'residual', activation].filter(Boolean).join(' '),
    );
  expect(found(models.resnet)).toEqual([
    'stem.conv norm relu',
    'stage1.block1.conv1 norm relu',
    'stage1.block1.conv2 norm residual relu',
    'stage2.block1.shortcut.conv norm none',
    'stage2.block1.conv1 norm relu',
    'stage2.block1.conv2 norm residual relu',
    'head bias none',
  ]);
  expect(found(models.vit)).toEqual([
    'patch bias none',
    'block1.attention.qkv bias none',
    'block1.attention.projection bias none',
    'block1.mlp.expand bias gelu',
    'block1.mlp.contract bias none',
    'head bias none',
  ]);
});
