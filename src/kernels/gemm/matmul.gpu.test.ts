// Matrix products against float64, within |C − C64| ≤ 4·√K·2⁻²⁴·(|A||B|) element by element, at awkward
// shapes, in every orientation, for both classes of adapter; and the same bits every time.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpCheck, runOp } from '../../../e2e/support/checkOp';
import {
  expectWithinBound,
  normal,
  type ProductCase,
  productOperands,
} from '../../../e2e/support/productBound';
import './matmul';

const matmulCheck = (c: ProductCase, rest: Partial<OpCheck> = {}): OpCheck => ({
  op: 'matmul',
  ...productOperands(c),
  ...rest,
});

const tolerance = { relative: 4e-6, absolute: 4e-6, reason: 'a sum of hundreds, then an exponential' };

const orientations = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
);
const kinds: [string, Partial<OpCheck>][] = [
  ['quads', { adapterClass: 'software' }],
  ['registers', { adapterClass: 'software', features: [] }],
  ['workgroup memory', { adapterClass: 'hardware', features: [] }],
];

describe.each(kinds)('matmul by %s', (_, kind) => {
  test.each([
    [1, 1, 1],
    [3, 5, 2],
    [17, 33, 31],
    [64, 64, 64],
    [65, 127, 63],
    [33, 1021, 37],
    [7, 2048, 12],
    [129, 48, 144],
    [1, 130, 260],
    [3, 70, 131],
    [4, 33, 514],
  ])('%i×%i×%i in every orientation', async (M, K, N) => {
    for (const orientation of orientations) await expectWithinBound({ M, K, N, ...orientation }, kind);
  });

  test('batches, with one b for all or one each', async () => {
    for (const orientation of orientations) {
      await checkOp(matmulCheck({ M: 20, K: 24, N: 36, batch: [2, 3], ...orientation }, kind));
      await checkOp(matmulCheck({ M: 5, K: 6, N: 7, batch: [3], sharedB: true, ...orientation }, kind));
    }
  });

  test.each(['none', 'relu', 'gelu', 'silu', 'hardSwish', 'sigmoid', 'tanh'] as const)(
    'bias, residual, saved pre-activation, %s',
    async (activation) => {
      const epilogue = { bias: true, residual: true, activation, savePreActivation: true };
      // Aligned; padded; split and summed; few rows. Operands are scaled as a trained layer's are.
      for (const [M, K, N] of [
        [19, 21, 20],
        [190, 21, 30],
        [19, 700, 24],
        [2, 50, 130],
      ]) {
        const check = matmulCheck({ M, K, N, epilogue }, { ...kind, tolerance });
        const a = { shape: [M, K], data: normal([M, K], 2, 1 / Math.sqrt(K)) };
        await checkOp({ ...check, inputs: [a, { shape: [K, N] }, { shape: [N] }, { shape: [M, N] }] });
      }
    },
  );

  test.each(['relu', 'gelu', 'silu', 'hardSwish', 'sigmoid', 'tanh'] as const)(
    'times the derivative of %s',
    async (activationGradient) => {
      const c = {
        M: 19,
        K: 70,
        N: 24,
        transposeB: true,
        epilogue: { activationGradient },
        more: [{ shape: [19, 24] }],
      };
      await checkOp(matmulCheck(c, { ...kind, tolerance }));
    },
  );

  test('more workgroups than one dimension of a launch holds', () =>
    expectWithinBound({ M: 40, K: 12, N: 500 }, { ...kind, workgroupsPerDimension: 9 }));

  test('a split sum has the same bits every time', async () => {
    const check = matmulCheck({ M: 48, K: 2048, N: 48, transposeA: true }, kind);
    const [first, second] = [await runOp(check), await runOp(check)];
    expect([...second[0].gpu]).toEqual([...first[0].gpu]);
  });

  test('padding lets no infinity of one row into another', async () => {
    const data = Float32Array.from({ length: 35 * 37 }, (_, i) => (i < 37 ? Number.POSITIVE_INFINITY : 1));
    const [{ gpu }] = await runOp({
      ...matmulCheck({ M: 35, K: 37, N: 33 }, kind),
      inputs: [
        { shape: [35, 37], data },
        { shape: [37, 33], data: new Float32Array(37 * 33).fill(1) },
      ],
    });
    expect(gpu.slice(0, 33).every((value) => value === Number.POSITIVE_INFINITY)).toBe(true);
    expect(gpu.slice(33).every((value) => value === 37)).toBe(true);
  });
});

test('a product long enough for two steps a jump', () => expectWithinBound({ M: 512, K: 509, N: 520 }, {}));
