// Products with coded weights against float64, in every width and on every kind of tile.

import { describe, test } from 'vitest';
import { checkOp, type OpCheck, type OpInput } from '../../../e2e/support/checkOp';
import { type CodeBits, packCodes } from '../../base/packing';
import { RandomStream } from '../../base/randomStream';

/** Sums of products of normals with weights of about one: 4·√K roundings of the sum of magnitudes. */
const tolerance = { relative: 1e-5, absolute: 4e-6, reason: 'f32 sums of K products, which cancel' };

function weights(bits: CodeBits, columns: number, depth: number, group: number): OpInput[] {
  const random = new RandomStream(bits, 4);
  const codes = Array.from({ length: columns * depth }, () => Math.floor(random.nextUniform() * 2 ** bits));
  const groups = (columns * depth) / group;
  const affine = Array.from({ length: groups }, () => {
    const scale = (0.5 + random.nextUniform()) / 2 ** bits;
    return [scale, -scale * Math.floor(random.nextUniform() * 2 ** bits)];
  }).flat();
  const words = packCodes(codes, bits);
  return [
    { shape: [words.length], dtype: 'u32', data: words },
    { shape: [groups, 2], data: affine },
  ];
}

const tiles: { name: string; options: Partial<OpCheck> }[] = [
  { name: 'quads', options: {} },
  { name: 'invocations alone', options: { features: [] } },
  { name: 'workgroups', options: { adapterClass: 'hardware' } },
];

for (const { name, options } of tiles)
  describe(name, () => {
    test.each([2, 3, 4, 8] as const)('%i bits, groups of 32, one row and many', async (bits) => {
      for (const [M, N, K] of [
        [1, 37, 96],
        [3, 21, 64],
        [35, 18, 64],
      ])
        await checkOp({
          ...options,
          op: 'weightOnlyMatmul',
          inputs: [{ shape: [M, K] }, ...weights(bits, N, K, 32)],
          attributes: { bits, columns: N, group: 32, epilogue: {} },
          tolerance,
        });
    });

    test('a group may be a row or four, with bias and activation', async () => {
      for (const group of [4, 128])
        await checkOp({
          ...options,
          op: 'weightOnlyMatmul',
          inputs: [{ shape: [9, 128] }, ...weights(4, 12, 128, group), { shape: [12] }],
          attributes: { bits: 4, columns: 12, group, epilogue: { bias: true, activation: 'gelu' } },
          tolerance,
        });
    });
  });
