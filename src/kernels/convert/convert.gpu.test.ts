// Halves: rounding on the GPU bit by bit, and products whose operands are stored as halves against float64, both
// where the device reads them as such and where they are unpacked from words.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpCheck, runOp } from '../../../e2e/support/checkOp';
import { expectWithinBound, productOperands } from '../../../e2e/support/productBound';
import { testGpu } from '../../../e2e/support/testGpu';
import { halfOf, numberOfHalf } from '../../base/halves';
import { packCodes } from '../../base/packing';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { Graph } from '../../graph/graph';
import { initialise } from '../../graph/initialise';
import { convert } from '../../graph/ops/convert';
import { type ConvolutionAttributes, windowOutput } from '../../graph/ops/convolution';
import { add } from '../../graph/ops/elementwise';
import { matmul } from '../../graph/ops/matmul';
import type { DType } from '../../graph/value';

const gpu = await testGpu();
const exact = { relative: 0, absolute: 0, reason: 'a half has one nearest number' };
const tolerance = { relative: 4e-6, absolute: 4e-6, reason: 'f32 sums of hundreds of terms that cancel' };

/** All that are finite, those half way to the next, and floats just beside these. */
function roundingCases(): Float32Array {
  const halves = Array.from({ length: 0x7c00 }, (_, half) => numberOfHalf(half));
  const middles = halves.slice(1).map((half, index) => (half + halves[index]) / 2);
  const floats = Float32Array.from([
    ...halves,
    ...middles,
    ...middles,
    ...middles,
    65_519,
    65_520,
    1e30,
    2 ** -26,
  ]);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < middles.length; i++) {
    bits[halves.length + middles.length + i]--;
    bits[halves.length + 2 * middles.length + i]++;
  }
  return floats;
}

describe('convert', () => {
  test('to halves: the nearest, ties to even, with either sign', async () => {
    const data = roundingCases();
    for (const sign of [1, -1]) {
      const [{ gpu: found, reference }] = await runOp({
        op: 'convert',
        inputs: [{ shape: [data.length], data: data.map((x) => sign * x) }],
        attributes: { dtype: 'f16' },
      });
      for (const [i, expected] of reference.entries())
        if (!Object.is(found[i], expected))
          expect.fail(`${sign * data[i]} became ${found[i]}, not ${expected}`);
    }
  });

  test('from halves: exactly what they stand for, an odd number of them too', async () => {
    for (const count of [1, 2, 7, 0x7bff])
      await checkOp({
        op: 'convert',
        inputs: [
          {
            shape: [count],
            dtype: 'f16',
            data: Array.from({ length: count }, (_, i) => numberOfHalf(0x7bff - i)),
          },
        ],
        attributes: { dtype: 'f32' },
        tolerance: exact,
      });
  });

  test('more workgroups than one dimension of a launch holds', async () => {
    for (const dtype of ['f16', 'f32'] as const)
      await checkOp({
        op: 'convert',
        inputs: [{ shape: [33, 61], dtype: dtype === 'f16' ? 'f32' : 'f16' }],
        attributes: { dtype },
        tolerance: exact,
        workgroupsPerDimension: 5,
      });
  });
});

test('halves are kept between steps: drawn, loaded and saved as the numbers they stand for', async () => {
  const graph = new Graph();
  const kept = graph.state('kept', [3, 5], { kind: 'normal', std: 1 }, 'f16');
  graph.output('y', convert(kept, 'f32'));
  const plan = planProgram('halves', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, 3);
  const nearest = (numbers: ArrayLike<number>) => Array.from(numbers, (x) => numberOfHalf(halfOf(x)));
  const drawn = nearest(initialise(kept, 3));
  expect([...(await state.save()).get('kept')!.data]).toEqual(drawn);
  await program.ready();
  expect([...(await program.run(state)).get('y')!]).toEqual(drawn);
  const given = Float32Array.from({ length: 15 }, (_, i) => i / 3 - 2);
  state.load(new Map([['kept', { shape: [3, 5], data: given }]]));
  expect([...(await state.save()).get('kept')!.data]).toEqual(nearest(given));
  await program.ready();
  expect([...(await program.run(state)).get('y')!]).toEqual(nearest(given));
  program.destroy();
  state.destroy();
});

test('an op that does not read halves refuses them', () => {
  const graph = new Graph();
  const [x, y] = ['x', 'y'].map((name) => graph.input(name, [4], 'f16'));
  expect(() => add(x, y)).toThrow('add: "x" is f16, which this op does not read. Convert it to f32 first.');
  const words = graph.input('words', [4, 4], 'u32');
  expect(() => matmul(words, words)).toThrow('matmul: "words" is u32; its operands are f32 or f16.');
});

/** Every tile reads its operands through the same libraries; the one that compiles soonest is put to the most tests. */
const tiles: [string, Partial<OpCheck> & { features: string[] }][] = [
  ['quads', { adapterClass: 'software', features: ['subgroups'] }],
  ['registers', { adapterClass: 'software', features: [] }],
  ['workgroup memory', { adapterClass: 'hardware', features: [] }],
];
const routes = [
  { route: 'unpacked from words', more: [] as string[] },
  { route: 'read as halves', more: ['shader-f16'] },
];
const pairs: (readonly [DType, DType])[] = [
  ['f32', 'f16'],
  ['f16', 'f32'],
  ['f16', 'f16'],
];
const both = pairs[2];
const orientations = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
);

describe.each(routes)('halves $route', ({ more }) => {
  const kinds = tiles.map(([name, kind]) => {
    const check = { ...kind, features: [...kind.features, ...more] };
    return { name, check, granted: check.features.every((feature) => gpu.report.features.includes(feature)) };
  });
  const [quads, , workgroups] = kinds;

  // An adapter that does not grant the type has no such route.
  for (const { name, check, granted } of kinds)
    test.skipIf(!granted)(`odd rows, which are padded, and a split sum: ${name}`, () =>
      expectWithinBound({ M: 35, K: 1021, N: 33, dtypes: both }, check),
    );

  describe.skipIf(!quads.granted)('on tiles and without', () => {
    const { check } = quads;

    // A binding of eight bytes; ragged products of every alignment.
    test.each([
      [1, 4, 4],
      [1, 1, 1],
      [3, 5, 2],
      [17, 33, 31],
    ])('%i×%i×%i', async (M, K, N) => {
      for (const orientation of M > 1 ? orientations : [{}])
        await expectWithinBound({ M, K, N, ...orientation, dtypes: both }, check);
      for (const dtypes of pairs) await expectWithinBound({ M, K, N, dtypes }, check);
    });

    test('products too thin for a tile', async () => {
      for (const orientation of orientations)
        for (const dtypes of pairs)
          await expectWithinBound({ M: 2, K: 97, N: 201, ...orientation, dtypes }, workgroups.check);
    });

    test('batches, with bias, residual and activation', async () => {
      const epilogue = { bias: true, residual: true, activation: 'gelu' } as const;
      const size = { M: 5, K: 6, N: 7, batch: [3], sharedB: true, dtypes: both, epilogue };
      const more = [{ shape: [7] }, { shape: [3, 5, 7] }];
      await checkOp({ op: 'matmul', ...productOperands({ ...size, more }), ...check, tolerance });
    });

    test.each([
      ['3×3, RGB', [2, 9, 7, 3], [3, 3, 16], { padding: [1, 1, 1, 1] }],
      ['odd everything', [3, 9, 7, 5], [3, 2, 6], { padding: [1, 0, 2, 1], stride: [2, 3] }],
      ['odd groups', [2, 6, 6, 6], [3, 3, 9], { padding: [1, 1, 1, 1], groups: 3, stride: [2, 1] }],
      ['odd depthwise', [2, 7, 6, 5], [3, 3, 5], { padding: [1, 1, 1, 1], groups: 5, stride: [2, 2] }],
    ] as const)('convolution %s, and its gradients', async (_, x, [KH, KW, F], given) => {
      const window: ConvolutionAttributes = {
        ...{ stride: [1, 1], dilation: [1, 1], groups: 1 },
        ...given,
      };
      const w = [KH, KW, x[3] / window.groups, F];
      const y = [x[0], ...windowOutput([x[1], x[2]], [KH, KW], window), F];
      const run = (op: string, a: readonly number[], b: readonly number[], attributes: object) =>
        checkOp({
          op,
          inputs: [a, b].map((shape) => ({ shape, dtype: 'f16' as const })),
          attributes: { ...window, ...attributes },
          ...check,
          tolerance,
        });
      await run('convolution', x, w, { epilogue: {} });
      await run('convolutionInputGradient', y, w, { epilogue: {}, shape: x });
      await run('convolutionWeightGradient', x, y, { shape: w });
    });

    test.each([3, 4] as const)('times codes of %i bits', async (bits) => {
      const [M, N, K, group] = [35, 18, 64, 32];
      const numbers = Array.from({ length: N * K }, (_, i) => (i * 7 + (i >> 3)) % 2 ** bits);
      const codes = packCodes(numbers, bits);
      const groups = (N * K) / group;
      const affine = Array.from({ length: groups }, (_, i) => [(1 + i / 40) / 2 ** bits, -0.4]).flat();
      await checkOp({
        ...check,
        op: 'weightOnlyMatmul',
        inputs: [
          { shape: [M, K], dtype: 'f16' },
          { shape: [codes.length], dtype: 'u32', data: codes },
          { shape: [groups, 2], data: affine },
        ],
        attributes: { bits, columns: N, group, epilogue: {} },
        tolerance,
      });
    });
  });
});
