// Histograms against the values themselves, and the points at which a network is calibrated.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Model } from '../nn/model';
import { evaluationStep } from '../nn/trainingStep';
import { asymmetric, coded, symmetric } from './affine';
import { calibrationGraph, layerPoint } from './calibration';
import { Histogram } from './histogram';
import { linearLayers } from './layers';
import { leastSquaresRange, minMaxRange, percentileRange } from './ranges';
import { calibrate, imagesOf, normals, run, seasoned } from './testing/interpretNetwork';

const model: Extract<Model, { kind: 'resnet' }> = {
  ...{ kind: 'resnet', image: 8, channels: 1, classes: 10, stem: 'small', block: 'basic' },
  ...{ widths: [4, 6], blocks: [1, 1] },
};

function histogramOf(...batches: ArrayLike<number>[]): Histogram {
  const histogram = new Histogram();
  for (const batch of batches) histogram.add(batch);
  return histogram;
}

describe('histogram', () => {
  test('counts depend on the values, not on their order or batches', () => {
    // Without −0, which equals 0 and is another value to a test.
    const value = fc.float({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x + 0);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), fc.nat(), (values, cut) => {
        const at = cut % values.length;
        const forward = histogramOf(values);
        const pieces = histogramOf(values.slice(at), values.slice(0, at).reverse());
        expect(pieces.occupied()).toEqual(forward.occupied());
        expect({ low: pieces.low, high: pieces.high }).toEqual(minMaxRange(values));
        const { counts } = forward.occupied();
        expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length);
      }),
    );
  });

  test.each([
    ['both sides', (x: number) => x],
    ['one side', (x: number) => Math.max(x, 0)],
    ['heavy tails', (x: number) => x ** 3],
  ])('ranges are those of the values: %s', (_, shape) => {
    const values = normals(40_000, 3).map(shape);
    const histogram = histogramOf(values.subarray(0, 7), values.subarray(7));
    const width = 2 ** Math.ceil(Math.log2(Math.max(...values.map(Math.abs)) / 4096));
    expect(histogram.range('minMax', 8, asymmetric)).toEqual(minMaxRange(values));
    const found = histogram.range('percentile', 8, asymmetric, 0.01);
    const exact = percentileRange(values, 0.01);
    expect(Math.abs(found.low - exact.low)).toBeLessThanOrEqual(width);
    expect(Math.abs(found.high - exact.high)).toBeLessThanOrEqual(width);
    for (const scheme of [asymmetric, symmetric]) {
      const noise = (range: { low: number; high: number }) =>
        values.reduce((sum, x) => sum + (x - coded(x, scheme(range, 8))) ** 2, 0);
      const best = noise(leastSquaresRange(values, 8, scheme));
      expect(noise(histogram.range('leastSquares', 8, scheme))).toBeLessThan(1.02 * best);
    }
  });

  test('of nothing, and of one value', () => {
    expect(histogramOf([]).range('leastSquares', 8, asymmetric)).toEqual({ low: 0, high: 0 });
    expect(histogramOf([3, 3]).range('minMax', 8, asymmetric)).toEqual({ low: 3, high: 3 });
    expect(histogramOf([0]).range('leastSquares', 8, asymmetric)).toEqual({ low: 0, high: 0 });
  });
});

describe('calibration', () => {
  const tensors = seasoned(model, 3);
  const images = imagesOf(model, 2, 5);

  test('every layer is seen before its residual, before its ReLU and after it', () => {
    const { graph } = calibrationGraph(model, 2);
    const outputs = run(graph, tensors, images);
    for (const layer of linearLayers(evaluationStep(model, { batchSize: 2 }))) {
      const at = (point: 'branch' | 'preActivation' | 'output') =>
        outputs.get(layerPoint(layer, point))!.data;
      if (layer.activation === 'relu')
        expect(at('output')).toEqual(at('preActivation').map((x) => Math.max(x, 0)));
      if (!layer.residual) continue;
      const added = at('preActivation').map((x, index) => x - at('branch')[index]);
      expect(Math.max(...added)).toBeGreaterThan(0.1);
    }
  });

  test('a range that ends where its ReLU does has finer steps', () => {
    const calibration = calibrate(model, tensors, 2, images);
    const layers = linearLayers(evaluationStep(model, { batchSize: 2 }));
    const scale = (point: string) => calibration.affine(point, { range: 'minMax' }).scale;
    for (const layer of layers.filter(({ activation }) => activation === 'relu'))
      expect(scale(layerPoint(layer, 'output'))).toBeLessThan(scale(layerPoint(layer, 'preActivation')));
  });

  test('where kernels know it, zero has its own or the lowest code', () => {
    const calibration = calibrate(model, tensors, 2, images);
    for (const range of ['minMax', 'percentile', 'leastSquares'] as const)
      for (const [point, histogram] of calibration.histograms) {
        const { zero, scale } = calibration.affine(point, { range });
        expect(zero, point).toBe(histogram.low < 0 ? 0 : -128);
        expect(calibration.affine(point, { range }, true).scale).toBeLessThan(1.01 * scale);
      }
  });

  test('what was not calibrated is named', () => {
    const calibration = calibrate(model, tensors, 2, images);
    expect(() => calibration.affine('nowhere', { range: 'minMax' })).toThrow(/"nowhere" was not calibrated/);
    expect(() => calibration.observe(new Map())).toThrow(/lack "/);
  });
});
