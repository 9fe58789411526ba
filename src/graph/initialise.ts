// The starting elements of a parameter or state: a function of (seed, name, element), so that CPU,
// GPU and PyTorch begin from the same bits.

import { streamOf } from '../base/philox';
import { RandomStream } from '../base/randomStream';
import { elementCount, type Value } from './value';

/** Row-major elements of `value` (f32), drawn from the Philox stream named after it. */
export function initialise(
  value: Pick<Value, 'name' | 'shape' | 'initializer'>,
  seed: number,
): Float32Array<ArrayBuffer> {
  const elements = new Float32Array(elementCount(value.shape));
  const initializer = value.initializer ?? { kind: 'constant', value: 0 };
  const random = new RandomStream(seed, streamOf(value.name));
  switch (initializer.kind) {
    case 'constant':
      return elements.fill(initializer.value);
    case 'normal':
      random.fillNormal(elements, initializer.std);
      return elements;
    case 'uniform':
      return fillUniform(elements, random, 0, elements.length, initializer.low, initializer.high);
    case 'uniformRows': {
      const width = value.shape[1];
      let start = 0;
      for (const { rows, bound } of initializer.blocks) {
        fillUniform(elements, random, start, start + rows * width, -bound, bound);
        start += rows * width;
      }
      return elements;
    }
  }
}

/** The interval [low, high) as its centre and half its length, each rounded to f32. */
export function symmetricRange(low: number, high: number): { centre: number; halfRange: number } {
  return { centre: Math.fround((low + high) / 2), halfRange: Math.fround((high - low) / 2) };
}

/**
 * Elements start…end − 1 as centre + halfRange·(2·uniform(i) − 1), in f32. The parenthesis is exact, so the
 * product and the sum round once each and a shader gets the same bits; a symmetric interval rounds once.
 */
function fillUniform(
  elements: Float32Array<ArrayBuffer>,
  random: RandomStream,
  start: number,
  end: number,
  low: number,
  high: number,
): Float32Array<ArrayBuffer> {
  const { centre, halfRange } = symmetricRange(low, high);
  for (let i = start; i < end; i++)
    elements[i] = centre + Math.fround(halfRange * (2 * random.uniform(i) - 1));
  return elements;
}
