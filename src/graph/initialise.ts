// The starting elements of a parameter or state: a function of (seed, name, element), so that CPU,
// GPU and PyTorch begin from the same bits.

import { TesseraError } from '../base/errors';
import { streamOf } from '../base/philox';
import { RandomStream } from '../base/randomStream';
import { encodeRow, nearest, rowScale, rowWords } from '../base/rowCodes';
import { elementCount, type Initializer, type Value } from './value';

type Drawn = Pick<Value, 'name' | 'shape' | 'initializer'>;

/** The elements of `value` as its type holds them: words for coded rows, else f32. */
export const startingElements = (
  value: Drawn,
  seed: number,
): Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> =>
  value.initializer?.kind === 'codedRows'
    ? codedRows(value, value.initializer, seed)
    : initialise(value, seed);

/** Row-major elements of `value` (f32), drawn from the Philox stream named after it. */
export function initialise(value: Drawn, seed: number): Float32Array<ArrayBuffer> {
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
    case 'codedRows':
      throw new TesseraError(`"${value.name}" holds codes, which are words: ask for its startingElements.`);
  }
}

/** The numbers of `uniformRows`, each taken to the nearest of its block's grid. */
function codedRows(
  { name, shape: [rows] }: Drawn,
  { blocks, coding }: Extract<Initializer, { kind: 'codedRows' }>,
  seed: number,
): Uint32Array<ArrayBuffer> {
  const { bits, width } = coding;
  const random = new RandomStream(seed, streamOf(name));
  const stride = rowWords(coding);
  const words = new Uint32Array(rows * stride);
  const numbers = new Float32Array(width);
  let row = 0;
  for (const { rows: count, bound } of blocks) {
    const { halfRange } = symmetricRange(-bound, bound);
    const grid = rowScale(-halfRange, halfRange, bits);
    for (const end = row + count; row < end; row++) {
      for (let column = 0; column < width; column++)
        numbers[column] = halfRange * (2 * random.uniform(row * width + column) - 1);
      encodeRow(numbers, coding, nearest, words, row * stride, grid);
    }
  }
  return words;
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
