// Zipf-distributed ranks: P(k) ∝ (k + 1)^−s for k = 0..n−1.
// Small vocabularies use the inverse distribution function with a guide table (Chen & Asau 1974); large ones
// rejection-inversion (Hörmann & Derflinger, "Rejection-inversion to generate variates from monotone discrete
// distributions", 1996), which needs no memory.

import { TesseraError } from '../../base/errors';

const LARGEST_TABLE = 2 ** 20;
const TWO_32 = 2 ** 32;

/** Turns 32 random bits into a rank, or −1 to ask for another draw (large vocabularies only). */
export type RankSampler = (bits: number) => number;

/** A sampler of ranks in [0, rows); `exponent` ≥ 0, 0 being uniform. */
export function zipfSampler(rows: number, exponent: number): RankSampler {
  if (!(rows >= 1 && rows <= TWO_32 && exponent >= 0)) {
    throw new TesseraError(`Zipf: rows must be in [1, 2^32] and exponent ≥ 0, got ${rows} and ${exponent}.`);
  }
  return rows <= LARGEST_TABLE ? tableSampler(rows, exponent) : rejectionSampler(rows, exponent);
}

function tableSampler(rows: number, exponent: number): RankSampler {
  const upper = new Float64Array(rows);
  let total = 0;
  for (let k = 0; k < rows; k++) {
    total += (k + 1) ** -exponent;
    upper[k] = total;
  }
  for (let k = 0; k < rows; k++) upper[k] *= TWO_32 / total;
  upper[rows - 1] = TWO_32;
  // guide[g]: the first rank whose upper bound exceeds the low end of slice g of the 32-bit range.
  let shift = 32;
  while (shift > 8 && 2 ** (32 - shift) < 2 * rows) shift--;
  const guide = new Uint32Array(2 ** (32 - shift));
  for (let slice = 0, k = 0; slice < guide.length; slice++) {
    while (upper[k] <= slice * 2 ** shift) k++;
    guide[slice] = k;
  }
  return (bits) => {
    const word = bits >>> 0;
    let k = guide[word >>> shift];
    while (upper[k] <= word) k++;
    return k;
  };
}

function rejectionSampler(rows: number, exponent: number): RankSampler {
  // H is an antiderivative of x^−s; written so that s = 1 needs no case of its own.
  const growth = (t: number) => (Math.abs(t) > 1e-8 ? Math.expm1(t) / t : 1 + t / 2);
  const shrink = (t: number) => (Math.abs(t) > 1e-8 ? Math.log1p(t) / t : 1 - t / 2);
  const integral = (x: number) => growth((1 - exponent) * Math.log(x)) * Math.log(x);
  const inverse = (y: number) => Math.exp(shrink(y * (1 - exponent)) * y);
  const mass = (x: number) => Math.exp(-exponent * Math.log(x));
  const top = integral(1.5) - 1;
  const bottom = integral(rows + 0.5);
  const sure = 2 - inverse(integral(2.5) - mass(2));
  return (bits) => {
    const y = bottom + (((bits >>> 0) + 0.5) / TWO_32) * (top - bottom);
    const x = inverse(y);
    const k = Math.min(rows, Math.max(1, Math.round(x)));
    return k - x <= sure || y >= integral(k + 0.5) - mass(k) ? k - 1 : -1;
  };
}
