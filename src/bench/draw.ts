// Data of the benchmark: drawn from counter-based streams, the same on every machine.

import { RandomStream } from '../base/randomStream';
import type { Floats } from './problem';

const SEED = 1;

/** Uniform in [−1, 1); each `stream` is its own. */
export function uniform(count: number, stream: number): Floats {
  const random = new RandomStream(SEED, stream);
  return Float32Array.from({ length: count }, () => 2 * random.nextUniform() - 1);
}

/** Standard normal. */
export function normal(count: number, stream: number): Floats {
  const values = new Float32Array(count);
  new RandomStream(SEED, stream).fillNormal(values, 1);
  return values;
}

/** Whole numbers 0…levels − 1. */
export function whole(count: number, levels: number, stream: number): Floats {
  const random = new RandomStream(SEED, stream);
  return Float32Array.from({ length: count }, () => Math.floor(random.nextUniform() * levels));
}

/** Places among `count` that are looked at when all of them would take too long: the ends, and drawn ones. */
export function places(count: number, drawn: number): number[] {
  const random = new RandomStream(SEED, 99);
  const inner = Array.from({ length: Math.min(drawn, count) }, () =>
    Math.floor(random.nextUniform() * count),
  );
  return [0, count - 1, ...inner];
}
