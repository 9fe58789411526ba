// Products that end in planes, exactly: multipliers, biases and residuals are sums of powers of two, so that float64
// and f32 round nothing and agree on every code.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpInput } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import type { ResidualKind } from '../../graph/ops/bitPlanes';
import type { BitCode } from '../../graph/ops/bitSerial';

const exact = { relative: 0, absolute: 0, reason: 'whole numbers' };
const widths = [1, 2, 3, 4];
const pairs = widths.flatMap((left) => widths.map((right) => [left, right] as const));

const drawn = (count: number, seed: number, levels: number): number[] => {
  const random = new RandomStream(seed, 5);
  return Array.from({ length: count }, () => Math.floor(random.nextUniform() * levels));
};

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Planes [bits, ..lead, ⌈depth/32⌉] of random codes; bits beyond the depth are 0. */
function planes(bits: number, lead: readonly number[], depth: number, seed: number): OpInput {
  const words = Math.ceil(depth / 32);
  const rows = bits * count(lead);
  const halves = drawn(2 * rows * words, seed, 65_536);
  const data = Array.from({ length: rows * words }, (_, at) => {
    const used = Math.min(32, depth - 32 * (at % words));
    return (halves[2 * at] * 65_536 + halves[2 * at + 1]) % 2 ** used;
  });
  return { shape: [bits, ...lead, words], dtype: 'u32', data };
}

/** Numbers with four bits after the point. */
const sixteenths = (shape: readonly number[], seed: number, reach: number): OpInput => ({
  shape,
  data: drawn(count(shape), seed, 32 * reach).map((x) => x / 16 - reach),
});

/** Multipliers that spread the sums over the codes, biases, and a residual of its kind. */
function finish(
  N: number,
  rows: readonly number[],
  depth: number,
  bits: number,
  residual: ResidualKind,
): OpInput[] {
  const unit = 2 ** -Math.ceil(Math.log2(depth));
  const multipliers = drawn(N, 20, 8).map((x) => (x - 2) * unit);
  return [
    { shape: [N], data: multipliers },
    sixteenths([N], 21, 2),
    { shape: [2], data: [0.75, 0.5] },
    ...(residual === 'planes' ? [planes(bits, rows, N, 22)] : []),
    ...(residual === 'real' ? [sixteenths([...rows, N], 23, 3)] : []),
  ];
}

const window = { stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 };

describe('bitMatmulPlanes', () => {
  test.each(pairs)('%i by %i bits', async (a, w) => {
    const [M, N, depth] = [6, 37, 45];
    const rightCode: BitCode = (a + w) % 2 ? 'bipolar' : 'signed';
    await checkOp({
      op: 'bitMatmulPlanes',
      inputs: [planes(a, [M], depth, 1), planes(w, [N], depth, 2), ...finish(N, [M], 2 * depth, a, 'none')],
      attributes: { leftCode: 'unsigned', rightCode, depth, resultBits: a, residual: 'none' },
      tolerance: exact,
    });
  });

  test('one row, results of another width, and a launch folded over two dimensions', async () => {
    for (const [M, N, resultBits] of [
      [1, 131, 4],
      [1031, 41, 1],
    ])
      await checkOp({
        op: 'bitMatmulPlanes',
        inputs: [planes(2, [M], 33, 3), planes(1, [N], 33, 4), ...finish(N, [M], 33, resultBits, 'real')],
        attributes: { leftCode: 'unsigned', rightCode: 'bipolar', depth: 33, resultBits, residual: 'real' },
        workgroupsPerDimension: 4,
        tolerance: exact,
      });
  });
});

describe('bitConvolutionPlanes', () => {
  test.each([
    ['none', 3, 2, 'bipolar'],
    ['planes', 2, 1, 'bipolar'],
    ['planes', 4, 3, 'unsigned'],
    ['real', 1, 4, 'signed'],
  ] as const)(
    'residual %s, %i by %i bits, %s weights, with stride and padding',
    async (residual, a, w, rightCode) => {
      const [channels, F] = [37, 35];
      const [{ gpu }] = await checkOp({
        op: 'bitConvolutionPlanes',
        inputs: [
          planes(a, [2, 7, 5], channels, 6),
          planes(w, [F, 3, 3], channels, 7),
          ...finish(F, [2, 4, 3], 9 * channels, a, residual),
        ],
        attributes: {
          ...{ ...window, stride: [2, 2] },
          ...{ leftCode: 'unsigned', rightCode, depth: channels, resultBits: a, residual },
        },
        tolerance: exact,
      });
      // Neither all nothing nor all full: the codes have something to say.
      const some = Array.from(gpu);
      expect(some.some((word) => word !== 0)).toBe(true);
    },
  );

  test.each([1, 3, 4, 31, 32, 33, 64])('%i filters of a 1×1 window', async (F) => {
    await checkOp({
      op: 'bitConvolutionPlanes',
      inputs: [planes(2, [1, 3, 3], 5, 8), planes(1, [F, 1, 1], 5, 9), ...finish(F, [1, 3, 3], 5, 2, 'none')],
      attributes: {
        ...{ ...window, padding: [0, 0, 0, 0] },
        ...{ leftCode: 'unsigned', rightCode: 'bipolar', depth: 5, resultBits: 2, residual: 'none' },
      },
      tolerance: exact,
    });
  });
});

describe('unpackBitPlanes', () => {
  for (const code of ['unsigned', 'signed', 'bipolar'] as const)
    test.each(widths)(`${code} codes of %i bits`, async (bits) => {
      for (const depth of [1, 32, 70])
        await checkOp({
          op: 'unpackBitPlanes',
          inputs: [planes(bits, [3, 5], depth, 10)],
          attributes: { depth, code },
          tolerance: exact,
        });
    });
});
