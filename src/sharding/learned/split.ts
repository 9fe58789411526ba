// Which samples a network is trained on, chosen by and tested on.

import { TesseraError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';

/** Sample numbers. */
export interface Split {
  train: Uint32Array;
  validation: Uint32Array;
  test: Uint32Array;
}

const STREAM = 31;

/** 80, 10 and 10 in a hundred, by a seeded order: the same seed gives the same split on every machine. */
export function splitOf(samples: number, seed: number): Split {
  if (samples < 10) throw new TesseraError(`A split needs at least 10 samples, there are ${samples}.`);
  const order = new RandomStream(seed, STREAM).permutation(samples);
  const tenth = Math.floor(samples / 10);
  return {
    test: order.slice(0, tenth),
    validation: order.slice(tenth, 2 * tenth),
    train: order.slice(2 * tenth),
  };
}
