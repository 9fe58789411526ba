import { describe, expect, it } from 'vitest';
import { noAugmentation } from './augmentation';
import type { ImageDataset } from './dataset';
import { ImageBatcher } from './imageBatches';
import { randomImages } from './testing/datasets';

const dataset = randomImages(11, 4, 5, 2);
const size = 4 * 5 * 2;

function training(batcher: ImageBatcher, step: number) {
  const buffers = {
    images: new Float32Array(batcher.batch * batcher.dataset.height * batcher.dataset.width * 2),
    labels: new Int32Array(batcher.batch),
    targets: new Float32Array(batcher.batch * batcher.dataset.classes),
  };
  batcher.fillTraining(step, buffers);
  return buffers;
}

const raw = (images: Float32Array) => [...images].map((value) => Math.round(value * 50 + 100));

describe('ImageBatcher', () => {
  it('normalises stored pixels and keeps image and label together', () => {
    const batcher = new ImageBatcher(dataset, 4, 3);
    const { images, labels, targets } = training(batcher, 1);
    const stored = Array.from({ length: 11 }, (_, i) =>
      [...dataset.images.subarray(i * size, (i + 1) * size)].join(),
    );
    for (let b = 0; b < 4; b++) {
      const row = stored.indexOf(raw(images.subarray(b * size, (b + 1) * size)).join());
      expect(row).toBeGreaterThanOrEqual(0);
      expect(labels[b]).toBe(row % 3);
      expect([...targets.subarray(b * 3, b * 3 + 3)]).toEqual([0, 1, 2].map((k) => (k === row % 3 ? 1 : 0)));
    }
    expect(images[0]).toBeCloseTo((raw(images)[0] - 100) / 50, 6);
  });

  it('shifts and flips whole images, filling with raw zero', () => {
    // One image whose pixel (y, x) is 10·y + x + 1, so every placement can be told from the result.
    const ramp: ImageDataset = {
      ...dataset,
      count: 1,
      labels: new Int32Array(1),
      images: new Uint8Array(size),
    };
    for (let i = 0; i < size; i++) ramp.images[i] = 10 * Math.floor(i / 10) + (Math.floor(i / 2) % 5) + 1;
    const batcher = new ImageBatcher(ramp, 1, 3, { shift: 2, flip: true, mixup: 0 });
    const placements = new Set<string>();
    for (let step = 0; step < 400; step++) {
      const pixels = raw(training(batcher, step).images);
      const fits = [];
      for (const flip of [false, true]) {
        for (let down = -2; down <= 2; down++) {
          for (let right = -2; right <= 2; right++) {
            const expected = Array.from({ length: size }, (_, i) => {
              const y = Math.floor(i / 10) - down;
              const x = (Math.floor(i / 2) % 5) - right;
              return y < 0 || y > 3 || x < 0 || x > 4 ? 0 : 10 * y + (flip ? 4 - x : x) + 1;
            });
            if (expected.join() === pixels.join()) fits.push(`${flip} ${down} ${right}`);
          }
        }
      }
      expect(fits).toHaveLength(1);
      placements.add(fits[0]);
    }
    expect(placements.size).toBe(50); // each of 2·5·5 has probability 1 − 3e-4 of turning up in 400 draws
  });

  it('blends images and targets by one weight under mixup', () => {
    const distinct = randomImages(11, 4, 5, 2, 11); // every sample a class of its own
    const plain = training(new ImageBatcher(distinct, 5, 3), 4);
    const mixed = training(new ImageBatcher(distinct, 5, 3, { ...noAugmentation, mixup: 0.4 }), 4);
    let weight = Number.NaN;
    for (let b = 0; b < 5; b++) {
      const total = mixed.targets.subarray(b * 11, b * 11 + 11).reduce((sum, value) => sum + value);
      expect(total).toBeCloseTo(1, 6);
      if (b !== 2) weight = mixed.targets[b * 11 + plain.labels[b]];
    }
    expect(weight).toBeGreaterThan(0);
    expect(weight).toBeLessThan(1);
    for (let b = 0; b < 5; b++) {
      for (let i = 0; i < size; i++) {
        const own = plain.images[b * size + i];
        const partner = plain.images[(4 - b) * size + i];
        expect(mixed.images[b * size + i]).toBeCloseTo(weight * own + (1 - weight) * partner, 5);
      }
    }
    const bare = new ImageBatcher(distinct, 5, 3, { ...noAugmentation, mixup: 0.4 });
    expect(() => bare.fillTraining(0, { images: new Float32Array(5 * size) })).toThrow(/soft targets/);
  });

  it('pads and masks the last evaluation batch', () => {
    const batcher = new ImageBatcher(dataset, 4, 3, { shift: 2, flip: true, mixup: 1 });
    const buffers = { images: new Float32Array(4 * size).fill(9), weights: new Float32Array(4) };
    expect(batcher.evaluationBatches).toBe(3);
    expect(batcher.fillEvaluation(2, buffers)).toBe(3);
    expect([...buffers.weights]).toEqual([1, 1, 1, 0]);
    expect(raw(buffers.images.subarray(0, size))).toEqual([...dataset.images.subarray(8 * size, 9 * size)]);
    expect(buffers.images.subarray(3 * size).every((value) => value === 0)).toBe(true);
  });

  it('makes any step again without state', () => {
    const augmentation = { shift: 1, flip: true, mixup: 0.2 };
    const fresh = training(new ImageBatcher(dataset, 4, 3, augmentation), 9);
    const batcher = new ImageBatcher(dataset, 4, 3, augmentation);
    for (const step of [0, 13, 2]) training(batcher, step);
    expect(training(batcher, 9)).toEqual(fresh);
  });
});
