// The parts of the study that no device takes part in, against the figures that its claims state.

import { describe, expect, test } from 'vitest';
import { draws, perChannelGain, rangeRows } from './distributions';
import { densityRows, drawnRows, overflowRows } from './outliers';

describe('drawn weights', () => {
  test('have the spread of their distribution', () => {
    const mean = (values: Float32Array, of: (x: number) => number) =>
      values.reduce((sum, x) => sum + of(x), 0) / values.length;
    const count = 60_000;
    expect(mean(draws('Gaussian', count), (x) => x * x)).toBeCloseTo(1, 1);
    expect(mean(draws('Laplace', count), Math.abs)).toBeCloseTo(1, 1);
    // E|t₃| = 2√3/π.
    expect(mean(draws('Student-t(3)', count), Math.abs)).toBeCloseTo((2 * Math.sqrt(3)) / Math.PI, 1);
    expect(mean(draws('Laplace', count), Math.sign)).toBeCloseTo(0, 1);
  });

  test('a scale for each filter is worth 6 dB where scales spread tenfold', () => {
    expect(perChannelGain()).toBeGreaterThan(6);
  });

  test('on heavy tails least squares are worth 1 dB at eight bits and 4 dB at four', () => {
    const rows = rangeRows();
    console.log(rows);
    const gain = (distribution: string, bits: number) =>
      rows.find((row) => row.distribution === distribution && row.bits === bits)!.gain;
    expect(gain('Student-t(3)', 8)).toBeGreaterThan(1);
    expect(gain('Student-t(3)', 4)).toBeGreaterThan(4);
  });
});

describe('outliers', () => {
  const weights = drawnRows();

  test('the heavier the tails, the fewer', () => {
    const density = densityRows(weights).filter(({ bits }) => bits === 7);
    const [gaussian, laplace, heavy] = density.map((row) => row.density);
    expect(gaussian).toBeGreaterThan(2 * laplace);
    expect(laplace).toBeGreaterThan(2 * heavy);
    expect(heavy).toBeGreaterThan(0);
  });

  test('narrower parts and shorter sums overflow less', () => {
    const rows = overflowRows(weights);
    const at = (name: string, bits: number, products: number) =>
      rows.find((row) => row.name === name && row.bits === bits && row.products === products)!.probability;
    for (const { name } of weights) {
      expect(at(name, 8, 128)).toBeGreaterThan(at(name, 8, 64));
      expect(at(name, 8, 64)).toBeGreaterThan(at(name, 8, 32));
      expect(at(name, 7, 128)).toBeLessThan(at(name, 8, 128));
      expect(at(name, 6, 128)).toBeLessThan(at(name, 7, 128));
    }
    for (const name of ['Laplace', 'Student-t(3)'])
      expect(at(name, 6, 128)).toBeLessThan(0.05 * at(name, 8, 128));
  });
});
