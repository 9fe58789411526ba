// What stands between integer products, code by code: nothing may differ.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpInput } from '../../../e2e/support/checkOp';
import { packCodes, unpackCodes } from '../../base/packing';
import { RandomStream } from '../../base/randomStream';
import { elementCount, type Shape } from '../../graph/value';

const exact = { relative: 0, absolute: 0, reason: 'whole numbers' };

const whole = (count: number, seed: number, from: number, to: number): Int32Array => {
  const uniform = new RandomStream(seed, 1).fillUniform(new Float32Array(count));
  return Int32Array.from(uniform, (x) => from + Math.floor((to - from) * x));
};

/** Codes of all values with equal chance. */
const codes = (shape: Shape, seed: number): OpInput => ({
  shape,
  dtype: 'u32',
  data: packCodes(whole(4 * elementCount(shape), seed, -128, 128), 8),
});

const folded = { workgroupsPerDimension: 12 };

describe('dequantise', () => {
  test.each([
    [1, 1],
    [7, 5],
    [130, 63],
    [65, 64],
  ])('%i rows of %i', async (rows, depth) => {
    const words = Math.ceil(depth / 4);
    await checkOp({
      op: 'dequantise',
      inputs: [codes([rows, words], 1)],
      attributes: { depth, scale: 0.037, zero: -128 },
      ...(rows > 100 && folded),
    });
  });
});

describe('integerAdd', () => {
  const attributes = {
    ...{ leftFactor: 1_234_567, rightFactor: 765_433, shift: 21 },
    ...{ leftZero: -128, rightZero: 11, resultZero: -40, lowest: -128 },
  };

  test.each([[[1]], [[3, 5, 7, 2]], [[1021]]])('words of %j', async (shape) => {
    await checkOp({
      op: 'integerAdd',
      inputs: [codes(shape, 2), codes(shape, 3)],
      attributes,
      tolerance: exact,
      ...(shape[0] > 100 && folded),
    });
  });

  test('the ends of both ranges fit 32 bits, halves go up, and a ReLU is a lowest code', async () => {
    const add = async (left: number[], right: number[], changed: object) => {
      const input = (data: number[]): OpInput => ({ shape: [1], dtype: 'u32', data: packCodes(data, 8) });
      const [{ gpu }] = await checkOp({
        op: 'integerAdd',
        inputs: [input(left), input(right)],
        attributes: { ...attributes, ...changed },
        tolerance: exact,
      });
      return [...unpackCodes(gpu, 8, 4, true)];
    };
    const most = { leftFactor: 2 ** 21, rightFactor: 2 ** 21, shift: 21, leftZero: 127, rightZero: 127 };
    expect(await add([-128, 127, 0, 126], [-128, 127, 127, 127], { ...most, resultZero: 127 })).toEqual([
      -128, 127, 0, 126,
    ]);
    const halves = { leftFactor: 1, rightFactor: 0, shift: 1, leftZero: 0, rightZero: 0, resultZero: 0 };
    expect(await add([1, 3, -1, -3], [0, 0, 0, 0], halves)).toEqual([1, 2, 0, -1]);
    expect(await add([-9, 8, -1, 0], [0, 0, 0, 0], { ...halves, lowest: 0 })).toEqual([0, 4, 0, 0]);
  });
});

describe('integerMean', () => {
  test.each([[[1, 1, 1]], [[3, 5, 7, 2]], [[131, 4, 3]], [[2, 4099, 1]]])('of %j', async (shape) => {
    await checkOp({
      op: 'integerMean',
      inputs: [codes(shape, 4)],
      attributes: { zero: -128, multiplier: 1.7 / elementCount(shape.slice(1, -1)), resultZero: -101 },
      tolerance: exact,
      ...(shape[0] > 100 && folded),
    });
  });
});

describe('integerSparseAdd', () => {
  /** Rows of 0, 1, 2, … entries in turn; one row has them all. */
  async function check(M: number, N: number, words: number, entriesOf: (row: number) => number) {
    const starts = new Uint32Array(N + 1);
    for (let row = 0; row < N; row++) starts[row + 1] = starts[row] + entriesOf(row);
    const entries = Math.max(1, starts[N]);
    const of = (shape: Shape, dtype: 'i32' | 'u32', data: ArrayLike<number>): OpInput => ({
      shape,
      dtype,
      data,
    });
    await checkOp({
      op: 'integerSparseAdd',
      inputs: [
        codes([M, words], 5),
        of([M, N], 'i32', whole(M * N, 6, -1e6, 1e6)),
        of([N + 1], 'u32', starts),
        of([entries], 'u32', whole(entries, 7, 0, 4 * words)),
        of([entries], 'i32', whole(entries, 8, -128, 128)),
      ],
      tolerance: exact,
      ...(M > 100 && folded),
    });
  }

  test('a matrix without entries changes nothing', () => check(3, 5, 2, () => 0));
  test('one element', () => check(1, 1, 1, () => 1));
  test('rows of different lengths', () => check(131, 7, 5, (row) => row % 4));
  test('one full row', () => check(5, 33, 17, (row) => (row === 20 ? 68 : 0)));
});
