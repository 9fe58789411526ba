// Products of one to four bits against whole numbers: every pair of widths, every way of reading a code.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpInput } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import type { BitCode } from '../../graph/ops/bitSerial';

const exact = { relative: 0, absolute: 0, reason: 'whole numbers' };
const widths = [1, 2, 3, 4];
const pairs = widths.flatMap((left) => widths.map((right) => [left, right] as const));

/** Planes [bits, ..lead, ⌈depth/32⌉] of random codes; bits beyond the depth are 0. */
function planes(bits: number, lead: readonly number[], depth: number, seed: number): OpInput {
  const words = Math.ceil(depth / 32);
  const rows = bits * lead.reduce((a, b) => a * b, 1);
  const uniform = new Float32Array(rows * words * 2);
  new RandomStream(seed, 3).fillUniform(uniform);
  const data = Array.from({ length: rows * words }, (_, at) => {
    const used = Math.min(32, depth - 32 * (at % words));
    const whole = Math.floor(uniform[2 * at] * 65_536) * 65_536 + Math.floor(uniform[2 * at + 1] * 65_536);
    return whole % 2 ** used;
  });
  return { shape: [bits, ...lead, words], dtype: 'u32', data };
}

const attributes = (depth: number, leftCode: BitCode, rightCode: BitCode) => ({
  ...{ result: 'i32', operands: [], leftZero: 0, resultZero: 0 },
  ...{ depth, leftCode, rightCode },
});

describe('bitMatmul', () => {
  for (const [a, w] of pairs)
    test(`${a} by ${w} bits`, async () => {
      const [M, N, depth] = [7, 9, 75];
      const codes: [BitCode, BitCode][] = [
        ['unsigned', w === 1 ? 'bipolar' : 'signed'],
        ['signed', 'unsigned'],
      ];
      for (const [leftCode, rightCode] of codes)
        await checkOp({
          op: 'bitMatmul',
          inputs: [planes(a, [M], depth, 1), planes(w, [N], depth, 2)],
          attributes: attributes(depth, leftCode, rightCode),
          tolerance: exact,
        });
    });

  test.each([
    ['bipolar', 'bipolar'],
    ['bipolar', 'signed'],
    ['signed', 'bipolar'],
    ['unsigned', 'unsigned'],
  ] as const)('%s by %s, for depths that fill no word', async (leftCode, rightCode) => {
    for (const depth of [1, 31, 33])
      await checkOp({
        op: 'bitMatmul',
        inputs: [planes(2, [5], depth, 4), planes(3, [6], depth, 5)],
        attributes: attributes(depth, leftCode, rightCode),
        tolerance: exact,
      });
  });

  test('deep and wide, and folded over two dimensions of a launch', async () => {
    await checkOp({
      op: 'bitMatmul',
      inputs: [planes(2, [131], 1021, 6), planes(1, [67], 1021, 7)],
      attributes: attributes(1021, 'unsigned', 'bipolar'),
      workgroupsPerDimension: 12,
      tolerance: exact,
    });
  });

  test('scaled, with bias and activation, as real numbers', async () => {
    const N = 10;
    const real = (element: (n: number) => number): OpInput => ({
      shape: [N],
      data: Array.from({ length: N }, (_, n) => element(n)),
    });
    await checkOp({
      op: 'bitMatmul',
      inputs: [planes(2, [6], 64, 8), planes(1, [N], 64, 9), real((n) => 0.1 + n), real((n) => 3 - n)],
      attributes: {
        ...attributes(64, 'unsigned', 'bipolar'),
        ...{ result: 'f32', operands: ['multipliers', 'bias'], activation: 'relu' },
      },
    });
  });
});

describe('bitConvolution', () => {
  test.each([
    [2, 1, 'unsigned', 'bipolar'],
    [1, 1, 'bipolar', 'bipolar'],
    [3, 2, 'unsigned', 'signed'],
    [4, 4, 'signed', 'signed'],
  ] as const)('%i by %i bits, %s by %s, with stride and padding', async (a, w, leftCode, rightCode) => {
    const channels = 37;
    await checkOp({
      op: 'bitConvolution',
      inputs: [planes(a, [2, 6, 5], channels, 10), planes(w, [7, 3, 3], channels, 11)],
      attributes: {
        ...attributes(channels, leftCode, rightCode),
        ...{ stride: [2, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 },
      },
      tolerance: exact,
    });
  });
});

describe('packBitPlanes', () => {
  for (const code of ['unsigned', 'signed', 'bipolar'] as const)
    test.each(widths)(`${code} codes of %i bits`, async (bits) => {
      await checkOp({
        op: 'packBitPlanes',
        inputs: [{ shape: [3, 5, 70] }, { shape: [1], data: [1.37] }],
        attributes: { bits, code },
        tolerance: exact,
      });
    });

  test('one bit is the sign, and zero counts as positive', async () => {
    const [{ gpu }] = await checkOp({
      op: 'packBitPlanes',
      inputs: [
        { shape: [1, 4], data: [-3, 0, 1e9, -1e-9] },
        { shape: [1], data: [0.5] },
      ],
      attributes: { bits: 1, code: 'bipolar' },
      // Whether 1 - 5e-10 rounds to 1 is the adapter's affair.
      ignore: [0],
    });
    expect(gpu[0] & 0b111).toBe(0b110);
  });
});
