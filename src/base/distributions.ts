// Random variates that need more than one uniform number, drawn sequentially from a stream.

import { TesseraError } from './errors';
import type { RandomStream } from './randomStream';

/** Gamma(shape, 1), shape > 0 (Marsaglia & Tsang, "A simple method for generating gamma variables", 2000). */
export function nextGamma(stream: RandomStream, shape: number): number {
  if (!(shape > 0)) throw new TesseraError(`Gamma: shape must be above 0, got ${shape}.`);
  // Below 1: Gamma(shape) = Gamma(shape + 1) · U^(1/shape).
  const boost = shape < 1 ? (stream.nextUniform() + 2 ** -25) ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.nextNormal();
    const v = (1 + c * x) ** 3;
    const u = stream.nextUniform() + 2 ** -25;
    if (v > 0 && Math.log(u) < x * x * 0.5 + d * (1 - v + Math.log(v))) return d * v * boost;
  }
}

/** Beta(a, b), a, b > 0. */
export function nextBeta(stream: RandomStream, a: number, b: number): number {
  const x = nextGamma(stream, a);
  const y = nextGamma(stream, b);
  return x + y > 0 ? x / (x + y) : 0.5;
}
