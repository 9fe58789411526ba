// Parameters and multiply-adds against the literature. Sources: torchvision's model table (ResNet-18, -34, -50
// and ViT-B/16: exact parameters, GMACs), timm's (ViT-Ti/16, ViT-S/16), He et al. 2015 table 6 (CIFAR), the
// embedding and MLP sizes of facebookresearch/dlrm and MLPerf.

import { describe, expect, test } from 'vitest';
import { countGraph } from '../../graph/count';
import { lookupCapacity } from '../model';
import { evaluationStep, trainingStep } from '../trainingStep';
import { DCNV2_ROWS, KAGGLE_ROWS, MLPERF_ROWS, TERABYTE_ROWS } from './dlrm';
import { type PresetName, preset, presets } from './index';

const count = (name: PresetName) => countGraph(evaluationStep(preset(name).model, { batchSize: 1 }));

/** Multiply-adds of products and convolutions, which is what papers count. */
function multiplyAdds(name: PresetName): number {
  const { byOp } = count(name);
  return ['convolution', 'matmul', 'attention'].reduce((sum, op) => sum + (byOp.get(op)?.flops ?? 0), 0) / 2;
}

describe('ResNet', () => {
  test.each([
    ['resnet-18', 11_689_512, 1.814e9],
    ['resnet-34', 21_797_672, 3.664e9],
    ['resnet-50', 25_557_032, 4.089e9],
  ] as const)('%s', (name, parameters, operations) => {
    expect(count(name).parameters).toBe(parameters);
    expect(multiplyAdds(name) / operations).toBeCloseTo(1, 3);
  });

  test.each([
    ['resnet-20', 0.27e6, 2],
    ['resnet-56', 0.85e6, 2],
  ] as const)('%s has the published size plus its two projections', (name, published, digits) => {
    const projections = 16 * 32 + 32 * 64 + 2 * (32 + 64);
    expect((count(name).parameters - projections) / 1e6).toBeCloseTo(published / 1e6, digits);
  });

  test('resnet-20 needs 41 million multiply-adds', () => {
    expect(multiplyAdds('resnet-20') / 1e6).toBeCloseTo(41, 0);
  });
});

describe('ViT, which has neither a class token nor its position', () => {
  test.each([
    ['vit-tiny-16', 5_717_416, 192],
    ['vit-small-16', 22_050_664, 384],
    ['vit-base-16', 86_567_656, 768],
  ] as const)('%s', (name, withClassToken, width) => {
    expect(count(name).parameters).toBe(withClassToken - 2 * width);
  });

  /** Patches, twelve blocks of projections (12·width² a token) and attention, and the head. */
  const expected = (tokens: number, width: number) =>
    196 * 768 * width + 12 * (tokens * 12 * width ** 2 + 2 * tokens ** 2 * width) + width * 1000;

  test('ViT-B/16 needs the multiply-adds of its 196 tokens', () => {
    expect(multiplyAdds('vit-base-16')).toBe(expected(196, 768));
    expect(expected(197, 768) / 17.564e9).toBeCloseTo(1, 3);
  });
});

describe('DLRM', () => {
  const sum = (rows: readonly number[]) => rows.reduce((a, b) => a + b);

  test('tables', () => {
    expect([KAGGLE_ROWS, TERABYTE_ROWS, MLPERF_ROWS, DCNV2_ROWS].map((rows) => rows.length)).toEqual([
      26, 26, 26, 26,
    ]);
    expect(sum(KAGGLE_ROWS)).toBe(33_762_577);
    expect(sum(MLPERF_ROWS)).toBe(187_767_399);
    expect(sum(DCNV2_ROWS)).toBe(204_184_588);
  });

  /** Weights and biases of layers from→to→…. */
  const layers = (...widths: number[]) =>
    widths.slice(1).reduce((total, width, i) => total + (widths[i] + 1) * width, 0);

  test.each([
    // The reference scripts state these top inputs: 367, 415 and 479.
    ['dlrm-kaggle', KAGGLE_ROWS, layers(13, 512, 256, 64, 16) + layers(367, 512, 256, 1), 16],
    ['dlrm-terabyte', TERABYTE_ROWS, layers(13, 512, 256, 64) + layers(415, 512, 512, 256, 1), 64],
    ['dlrm-mlperf', MLPERF_ROWS, layers(13, 512, 256, 128) + layers(479, 1024, 1024, 512, 256, 1), 128],
    [
      'dlrm-dcnv2',
      DCNV2_ROWS,
      layers(13, 512, 256, 128) +
        3 * (3456 * 512 + 512 * 3456 + 3456) +
        layers(3456, 1024, 1024, 512, 256, 1),
      128,
    ],
  ] as const)('%s', (name, rows, perceptrons, dimension) => {
    expect(count(name).parameters).toBe(sum(rows) * dimension + perceptrons);
  });

  test('DCNv2 looks up 214 rows a sample', () => {
    const { model } = presets['dlrm-dcnv2'];
    expect(lookupCapacity(model, 65_536)).toBe(214 * 65_536);
  });

  test('bytes do not grow with the tables, only with the lookups', () => {
    const bytes = (rows: number) => {
      const model = { ...presets['dlrm-small'].model, tables: [rows] };
      const optimizer = { dense: { kind: 'adagrad' }, sparse: { kind: 'rowWiseAdagrad' } } as const;
      return countGraph(trainingStep(model, { batchSize: 4, optimizer })).total.bytes;
    };
    expect(bytes(10_000_000)).toBe(bytes(100));
  });
});

test('every preset traces a training step of about three forward passes', () => {
  for (const name of Object.keys(presets) as PresetName[]) {
    const step = trainingStep(preset(name).model, {
      batchSize: 2,
      optimizer: { dense: { kind: 'adamw' }, sparse: { kind: 'rowWiseAdagrad' } },
    });
    const { phases } = countGraph(step);
    expect(phases.backward.flops / phases.forward.flops, name).toBeGreaterThan(0.9);
    expect(phases.backward.flops / phases.forward.flops, name).toBeLessThan(3);
  }
});

test('an unknown name lists the known ones', () => {
  expect(() => preset('resnet-21')).toThrow(/no model "resnet-21".*resnet-20/);
});
