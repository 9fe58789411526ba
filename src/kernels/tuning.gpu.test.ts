// The ways of every kind of product against float64: whichever a table asks for, the result is right. Each product
// takes some of its ways, others than its neighbours, so that every tile is taken and little is compiled.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpCheck } from '../../e2e/support/checkOp';
import type { ProductQuestion } from './tuning';

const words = (count: number) => Array.from({ length: count }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
const matmul = (transposeA: boolean, transposeB: boolean) => ({ transposeA, transposeB, epilogue: {} });
const gemmTolerance = {
  relative: 1e-6,
  absolute: 4e-6,
  reason: 'f32 sums of up to 200 products, which cancel',
};
const window = { stride: [2, 2], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 };
const integers = { result: 'i32', operands: [], leftZero: 3, resultZero: 0 };

const products: Record<string, OpCheck> = {
  A·B: {
    op: 'matmul',
    inputs: [{ shape: [33, 199] }, { shape: [199, 52] }],
    attributes: matmul(false, false),
  },
  A·Bᵀ: {
    op: 'matmul',
    inputs: [{ shape: [65, 130] }, { shape: [17, 130] }],
    attributes: matmul(false, true),
  },
  Aᵀ·B: {
    op: 'matmul',
    inputs: [{ shape: [257, 31] }, { shape: [257, 8] }],
    attributes: matmul(true, false),
  },
  convolution: {
    op: 'convolution',
    inputs: [{ shape: [2, 9, 7, 5] }, { shape: [3, 3, 5, 12] }],
    attributes: { ...window, epilogue: {} },
  },
  'its input gradient': {
    op: 'convolutionInputGradient',
    inputs: [{ shape: [2, 5, 4, 12] }, { shape: [3, 3, 5, 12] }],
    attributes: { ...window, shape: [2, 9, 7, 5] },
  },
  'its weight gradient': {
    op: 'convolutionWeightGradient',
    inputs: [{ shape: [9, 9, 7, 5] }, { shape: [9, 5, 4, 12] }],
    attributes: { ...window, shape: [3, 3, 5, 12] },
  },
  'signed bytes': {
    op: 'integerMatmul',
    inputs: [
      { shape: [19, 300], dtype: 'u32', data: words(5700) },
      { shape: [35, 300], dtype: 'u32', data: words(10_500) },
    ],
    attributes: integers,
    tolerance: { relative: 0, absolute: 0, reason: 'whole numbers' },
  },
  'weights of four bits': {
    op: 'weightOnlyMatmul',
    inputs: [{ shape: [21, 128] }, { shape: [560], dtype: 'u32', data: words(560) }, { shape: [140, 2] }],
    attributes: { bits: 4, columns: 35, group: 32, epilogue: {} },
  },
  'bit planes': {
    op: 'bitMatmul',
    inputs: [
      { shape: [2, 9, 3], dtype: 'u32', data: words(54) },
      { shape: [1, 13, 3], dtype: 'u32', data: words(39) },
    ],
    attributes: { ...integers, leftZero: 0, leftCode: 'unsigned', rightCode: 'signed', depth: 96 },
    tolerance: { relative: 0, absolute: 0, reason: 'whole numbers' },
  },
};

const STRIDE = 7;

describe.each(Object.entries(products).map(([name, product], order) => [name, product, order] as const))(
  '%s',
  (name, product, order) => {
    test('is right in other ways', async () => {
      let question: ProductQuestion | undefined;
      const check = (way?: string) =>
        checkOp({
          tolerance: gemmTolerance,
          ...product,
          tuning: (asked) => {
            question = asked;
            return way;
          },
        });
      await check();
      const { ways } = question!;
      expect(ways.length, `${name}: ${ways}`).toBeGreaterThanOrEqual(5);
      expect(ways.length).toBeLessThanOrEqual(16);
      expect(new Set(ways).size).toBe(ways.length);
      for (const [index, way] of ways.entries())
        if (index > 0 && index % STRIDE === order % STRIDE) await check(way);
    });
  },
);
