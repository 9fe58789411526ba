// Integer products against whole numbers: sums are equal, coded results within one code of float64.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpInput, runOp } from '../../../e2e/support/checkOp';
import { packCodes, unpackCodes } from '../../base/packing';
import { RandomStream } from '../../base/randomStream';
import type { IntegerOperand } from '../../graph/ops/quantised';
import { elementCount, type Shape } from '../../graph/value';

const exact = { relative: 0, absolute: 0, reason: 'whole numbers' };

/** Codes of all values with equal chance, or the extremes alone. */
function codes(shape: Shape, seed: number, extreme = false): OpInput {
  const uniform = new Float32Array(4 * elementCount(shape));
  new RandomStream(seed, 1).fillUniform(uniform);
  const whole = Array.from(uniform, (x) => (extreme ? -128 : Math.floor(256 * x) - 128));
  return { shape, dtype: 'u32', data: packCodes(whole, 8) };
}

const integers = (length: number, seed: number, limit: number): OpInput => {
  const uniform = new Float32Array(length);
  new RandomStream(seed, 2).fillUniform(uniform);
  return { shape: [length], dtype: 'i32', data: Array.from(uniform, (x) => Math.round(limit * (2 * x - 1))) };
};

const reals = (length: number, data: (index: number) => number): OpInput => ({
  shape: [length],
  data: Array.from({ length }, (_, index) => data(index)),
});

const whole = { result: 'i32', operands: [], leftZero: 0, resultZero: 0 };

/** Every kind of tile that runs here. */
const tiles = [
  { name: 'quads', options: {} },
  { name: 'invocations alone', options: { features: [] } },
  { name: 'workgroups', options: { adapterClass: 'hardware' as const, features: [] } },
  {
    name: 'packed dot products',
    options: { adapterClass: 'hardware' as const, features: ['packed_4x8_integer_dot_product'] },
  },
];

for (const { name, options } of tiles)
  describe(name, () => {
    test.each([
      [1, 1, 1],
      [3, 5, 2],
      [31, 33, 17],
      [65, 127, 9],
      [1, 150, 300],
      [3, 131, 290],
    ])('%i rows of %i rows of %i words', async (M, N, words) => {
      await checkOp({
        ...options,
        op: 'integerMatmul',
        inputs: [codes([M, words], 1), codes([N, words], 2)],
        attributes: whole,
        tolerance: exact,
      });
    });

    test.each([
      [5, 8],
      [2, 130],
    ])('sums beyond what f32 holds are exact: %i rows of %i', async (M, N) => {
      // 4,096 products of 2^14 make 2^26; with one product of an odd code more, f32 has no such number.
      const words = 1031;
      const left = codes([M, words], 3, true);
      const right = codes([N, words], 4, true);
      (left.data as Uint32Array)[0] = 0x80808081;
      (right.data as Uint32Array)[0] = 0x80808001;
      const [{ gpu }] = await checkOp({
        ...options,
        op: 'integerMatmul',
        inputs: [left, right],
        attributes: whole,
        tolerance: exact,
      });
      expect(gpu[0]).toBe((4 * 1031 - 1) * 2 ** 14 - 127);
    });

    test('zero points of both operands, scales, bias and activation', async () => {
      const [M, N, words] = [19, 22, 40];
      const operands: IntegerOperand[] = ['offsets', 'rowSums', 'rightZeros', 'multipliers', 'bias'];
      await checkOp({
        ...options,
        op: 'integerMatmul',
        inputs: [
          codes([M, words], 5),
          codes([N, words], 6),
          integers(N, 7, 1e5),
          integers(M, 8, 4000),
          integers(N, 9, 30),
          reals(N, (n) => 1e-5 * (1 + n)),
          reals(N, (n) => n / 7 - 1),
        ],
        attributes: { ...whole, result: 'f32', operands, activation: 'relu' },
      });
    });

    test('a convolution with stride, dilation and a code of zero beyond the edges', async () => {
      await checkOp({
        ...options,
        op: 'integerConvolution',
        inputs: [codes([2, 9, 7, 3], 10), codes([6, 3, 3, 3], 11)],
        attributes: {
          ...whole,
          leftZero: -128,
          ...{ stride: [2, 1], padding: [1, 1, 2, 2], dilation: [1, 2], groups: 1 },
        },
        tolerance: exact,
      });
    });

    test('coded results are within one code of float64', async () => {
      const [M, N, words] = [33, 20, 25];
      const compared = await runOp({
        ...options,
        op: 'integerMatmul',
        inputs: [
          codes([M, words], 12),
          codes([N, words], 13),
          reals(N, (n) => 5e-4 * (1 + n / 9)),
          reals(N, (n) => n - 10),
        ],
        attributes: { ...whole, result: 'i8', operands: ['multipliers', 'bias'], resultZero: -7 },
      });
      const [{ gpu, reference }] = compared;
      const known = unpackCodes(reference, 8, M * N, true);
      const found = unpackCodes(gpu, 8, M * N, true);
      const distances = found.map((code, index) => Math.abs(code - known[index]));
      expect(Math.max(...distances)).toBeLessThanOrEqual(1);
      expect(distances.filter((distance) => distance > 0).length).toBeLessThan(0.01 * M * N);
      expect(new Set(known).size).toBeGreaterThan(100);
    });
  });

describe('quantise', () => {
  test.each([
    [1, 1],
    [7, 5],
    [130, 63],
  ])('%i rows of %i: codes and their sums', async (rows, depth) => {
    await checkOp({
      op: 'quantise',
      inputs: [{ shape: [rows, depth] }, { shape: [1], data: [40] }],
      attributes: { zero: -12 },
      tolerance: exact,
    });
  });

  test('halves go to even, and what is out of range to its ends', async () => {
    const [{ gpu }, sums] = await checkOp({
      op: 'quantise',
      inputs: [
        { shape: [1, 6], data: [0.5, 1.5, -0.5, 1e30, -1e30, -2.5] },
        { shape: [1], data: [1] },
      ],
      attributes: { zero: 0 },
      tolerance: exact,
    });
    expect([...unpackCodes(gpu, 8, 6, true)]).toEqual([0, 2, 0, 127, -128, -2]);
    expect(sums.gpu[0]).toBe(-1);
  });
});
