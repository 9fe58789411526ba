// Weights whose distribution is known, coded in every way: what the ranges and scales of this experiment are worth
// where nothing was trained. Pure, and the same on every machine.

import { RandomStream } from '../../base/randomStream';
import { symmetric } from '../../quant/affine';
import { Histogram } from '../../quant/histogram';
import { minMaxRange, signalToNoise } from '../../quant/ranges';
import { codeWeights, decibels } from '../../quant/weights';
import { type Finding, findingOf } from '../findings';

export const distributions = ['Gaussian', 'Laplace', 'Student-t(3)'] as const;
export type Distribution = (typeof distributions)[number];

const SEED = 11;

/** `count` independent draws. */
export function draws(distribution: Distribution, count: number, stream = 0): Float32Array<ArrayBuffer> {
  const random = new RandomStream(SEED, 100 * stream + distributions.indexOf(distribution));
  return Float32Array.from({ length: count }, () => {
    if (distribution === 'Laplace') {
      const u = random.nextUniform() - 0.5;
      return -Math.sign(u) * Math.log(Math.max(1e-12, 1 - 2 * Math.abs(u)));
    }
    const x = random.nextNormal();
    if (distribution === 'Gaussian') return x;
    // A normal over the root of the mean of three squares of others.
    const square = random.nextNormal() ** 2 + random.nextNormal() ** 2 + random.nextNormal() ** 2;
    return x / Math.sqrt(square / 3);
  });
}

/** As many as a layer of a large network has: the more there are, the further out the furthest lies. */
const COUNT = 131_072;

export interface RangeRow {
  distribution: Distribution;
  bits: number;
  minMax: number;
  leastSquares: number;
  gain: number;
}

/** Decibels with the range of all values and with that of least squares. */
export function rangeRows(): RangeRow[] {
  return distributions.flatMap((distribution) => {
    const values = draws(distribution, COUNT);
    const histogram = new Histogram();
    histogram.add(values);
    return [8, 4].map((bits) => {
      const quality = (range: { low: number; high: number }) => {
        const affine = symmetric(range, bits);
        return signalToNoise(values, () => affine);
      };
      const minMax = quality(minMaxRange(values));
      const leastSquares = quality(histogram.range('leastSquares', bits, symmetric));
      return { distribution, bits, minMax, leastSquares, gain: leastSquares - minMax };
    });
  });
}

export const rangesFinding = (rows: readonly RangeRow[]): Finding =>
  findingOf(
    {
      id: 'ranges',
      title: 'Ranges by distribution',
      about: `Computed: signal over noise of ${COUNT.toLocaleString('en')} drawn weights with one scale, coded over the range of all of them or over that of least squared error.`,
      columns: [
        { key: 'distribution', title: 'Weights', kind: 'text' },
        { key: 'bits', title: 'Bits', kind: 'number' },
        { key: 'minMax', title: 'All values', kind: 'number', unit: 'dB' },
        { key: 'leastSquares', title: 'Least squares', kind: 'number', unit: 'dB' },
        { key: 'gain', title: 'Gain', kind: 'number', unit: 'dB' },
      ],
    },
    rows.map((row) => ({ ...row })),
  );

/** Gaussian filters whose scales spread tenfold: decibels gained by a scale for each. */
export function perChannelGain(): number {
  const [channels, depth] = [64, 1152];
  const rows = draws('Gaussian', channels * depth, 1).map(
    (x, at) => x * 10 ** (Math.floor(at / depth) / (channels - 1) - 1),
  );
  const quality = (perChannel: boolean) => {
    const { signal, noise } = codeWeights(rows, depth, { bits: 8, perChannel, range: 'minMax' });
    return decibels(signal, noise);
  };
  return quality(true) - quality(false);
}
