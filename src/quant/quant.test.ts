// Codes, ranges and splits: exact where they promise it, and as good as their papers' arithmetic says.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../base/randomStream';
import { roundEven } from '../base/rounding';
import { asymmetric, coded, codeOf, decoded, highestCode, lowestCode, symmetric } from './affine';
import { saturatingDot, splitOutliers } from './outliers';
import { leastSquaresRange, minMaxRange, percentileRange, signalToNoise } from './ranges';

const normals = (count: number, seed: number): Float32Array =>
  new RandomStream(seed, 7).fillNormal(new Float32Array(count));

/** Student's t with three degrees of freedom: heavy tails. */
function heavyTailed(count: number, seed: number): Float64Array {
  const z = normals(4 * count, seed);
  return Float64Array.from({ length: count }, (_, i) => {
    const [x, a, b, c] = z.subarray(4 * i, 4 * i + 4);
    return x / Math.sqrt((a * a + b * b + c * c) / 3);
  });
}

const anyRange = fc
  .tuple(fc.float({ min: -100, max: 100, noNaN: true }), fc.float({ min: -100, max: 100, noNaN: true }))
  .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));

describe('codes', () => {
  test('zero is coded exactly, and a value within the range is half a step from its code at most', () => {
    fc.assert(
      fc.property(
        anyRange,
        fc.integer({ min: 2, max: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (range, bits, share) => {
          for (const scheme of [symmetric, asymmetric]) {
            const affine = scheme(range, bits);
            expect(coded(0, affine)).toBe(0);
            const x = range.low + share * (range.high - range.low);
            expect(Math.abs(x - coded(x, affine))).toBeLessThanOrEqual(affine.scale * (1 + 1e-9));
          }
          const { scale } = symmetric(range, bits);
          const x = range.low + share * (range.high - range.low);
          const distance = Math.abs(x - coded(x, symmetric(range, bits)));
          expect(distance).toBeLessThanOrEqual(0.5 * scale * (1 + 1e-9));
        },
      ),
    );
  });

  test('a range whose zero has the code 0 keeps its lowest code', () => {
    // Steps of 1: codes −4 to 3 are the values themselves.
    const affine = asymmetric({ low: -4, high: 3 }, 3);
    expect(affine).toEqual({ bits: 3, scale: 1, zero: 0, lowest: -4 });
    expect(codeOf(-4, affine)).toBe(-4);
    expect(codeOf(-4, symmetric({ low: -4, high: 3 }, 3))).toBe(-3);
  });

  test('every code within the range survives being decoded and coded again', () => {
    fc.assert(
      fc.property(anyRange, fc.integer({ min: 2, max: 8 }), (range, bits) => {
        const affine = asymmetric(range, bits);
        for (let code = lowestCode(bits); code <= highestCode(bits); code++)
          expect(codeOf(decoded(code, affine), affine)).toBe(code);
      }),
    );
  });

  test('halves go to even', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999].map(roundEven)).toEqual([0, 2, 2, -0, -2, 2]);
  });
});

describe('ranges', () => {
  test('percentiles leave out the ends', () => {
    const values = Array.from({ length: 1001 }, (_, i) => i - 500);
    expect(percentileRange(values, 0.01)).toEqual({ low: -490, high: 490 });
    expect(percentileRange(values, 0)).toEqual(minMaxRange(values));
  });

  test('the range of least squares is never worse than all values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 8 }),
        (values, bits) => {
          for (const scheme of [symmetric, asymmetric]) {
            const noise = (range: { low: number; high: number }) =>
              values.reduce((sum, x) => sum + (x - coded(x, scheme(range, bits))) ** 2, 0);
            expect(noise(leastSquaresRange(values, bits, scheme))).toBeLessThanOrEqual(
              noise(minMaxRange(values)) + 1e-12,
            );
          }
        },
      ),
    );
  });

  test.each([
    [8, 1],
    [4, 4],
  ])('heavy tails in %i bits: at least %i dB above the range of all values', (bits, gain) => {
    // As many weights as a layer has: the more there are, the further out the furthest lies.
    const values = heavyTailed(200_000, 1);
    const quality = (range: { low: number; high: number }) => {
      const affine = symmetric(range, bits);
      return signalToNoise(values, () => affine);
    };
    expect(quality(leastSquaresRange(values, bits, symmetric))).toBeGreaterThan(
      quality(minMaxRange(values)) + gain,
    );
  });

  test('64 channels whose scales spread tenfold: a scale each is at least 6 dB above one for all', () => {
    const [channels, depth] = [64, 1152];
    const values = normals(channels * depth, 2).map(
      (x, i) => x * 10 ** (Math.floor(i / depth) / (channels - 1) - 1),
    );
    const one = symmetric(minMaxRange(values), 8);
    const each = Array.from({ length: channels }, (_, channel) =>
      symmetric(minMaxRange(values.subarray(channel * depth, (channel + 1) * depth)), 8),
    );
    const gain = signalToNoise(values, (i) => each[Math.floor(i / depth)]) - signalToNoise(values, () => one);
    expect(gain).toBeGreaterThan(6);
  });
});

describe('outliers', () => {
  const codes = fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 12, maxLength: 12 });

  test('the parts add up to the whole, and the narrow one is narrow', () => {
    fc.assert(
      fc.property(codes, fc.integer({ min: 2, max: 8 }), (whole, bits) => {
        const { main, outliers, density } = splitOutliers(whole, 4, bits);
        const sum = Array.from(main);
        for (let row = 0; row < 3; row++)
          for (let entry = outliers.starts[row]; entry < outliers.starts[row + 1]; entry++)
            sum[4 * row + outliers.columns[entry]] += outliers.values[entry];
        expect(sum).toEqual(whole);
        expect(main.every((code) => code >= lowestCode(bits) && code <= highestCode(bits))).toBe(true);
        expect(density).toBe(outliers.values.length / 12);
      }),
    );
  });

  test('heavier tails have fewer outliers', () => {
    const density = (values: ArrayLike<number>) => {
      const affine = symmetric(minMaxRange(values), 8);
      return splitOutliers(
        Array.from(values, (x) => codeOf(x, affine)),
        1152,
        7,
      ).density;
    };
    const gaussian = density(normals(1152, 3));
    const heavy = density(heavyTailed(1152, 3));
    expect(heavy).toBeLessThan(gaussian);
    expect(heavy).toBeGreaterThan(0);
  });

  test('a sum that saturates is told, and spilling often enough avoids it', () => {
    const a = new Array(300).fill(255);
    const w = new Array(300).fill(127);
    expect(saturatingDot(a, w, 300)).toEqual({ sum: 2 ** 15 - 1, overflowed: true });
    expect(saturatingDot(a, w, 1)).toEqual({ sum: 300 * 255 * 127, overflowed: false });
  });
});
