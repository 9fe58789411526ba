// Convolution and both gradients against float64: strides, paddings, dilations, groups, odd channel counts.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpCheck, runOp } from '../../../e2e/support/checkOp';
import { type ConvolutionAttributes, windowOutput } from '../../graph/ops/convolution';
import './convolution';

interface Case extends Partial<ConvolutionAttributes> {
  /** [N, H, W, C] */
  x: readonly [number, number, number, number];
  /** [KH, KW, F] */
  kernel: readonly [number, number, number];
}

const tolerance = { relative: 4e-6, absolute: 4e-6, reason: 'f32 sums of hundreds of terms that cancel' };

function checksOf({ x, kernel: [KH, KW, F], ...given }: Case, rest: Partial<OpCheck>): OpCheck[] {
  const window: ConvolutionAttributes = {
    ...{ stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 },
    ...given,
  };
  const w = [KH, KW, x[3] / window.groups, F];
  const y = [x[0], ...windowOutput([x[1], x[2]], [KH, KW], window), F];
  const check = (op: string, shapes: (readonly number[])[], attributes: object): OpCheck => ({
    op,
    inputs: shapes.map((shape) => ({ shape })),
    attributes: { ...window, ...attributes },
    tolerance,
    ...rest,
  });
  return [
    check('convolution', [x, w], { epilogue: {} }),
    check('convolutionInputGradient', [y, w], { epilogue: {}, shape: x }),
    check('convolutionWeightGradient', [x, y], { shape: w }),
    check('convolution', [x, w, [F], y], {
      epilogue: { bias: true, residual: true, activation: 'relu', savePreActivation: true },
    }),
    check('convolutionInputGradient', [y, w, x, x], {
      epilogue: { residual: true, activationGradient: 'silu' },
      shape: x,
    }),
  ];
}

const same = [1, 1, 1, 1] as const;
const cases: [string, Case][] = [
  ['3×3', { x: [2, 8, 8, 16], kernel: [3, 3, 16], padding: same }],
  ['RGB', { x: [2, 9, 7, 3], kernel: [3, 3, 16], padding: same }],
  ['one channel, one filter', { x: [3, 5, 6, 1], kernel: [2, 3, 1] }],
  ['1×1', { x: [2, 8, 8, 8], kernel: [1, 1, 12] }],
  ['1×1, stride 2', { x: [2, 8, 8, 8], kernel: [1, 1, 12], stride: [2, 2] }],
  ['stride 2', { x: [2, 8, 8, 8], kernel: [3, 3, 12], padding: same, stride: [2, 2] }],
  ['odd everything', { x: [3, 9, 7, 5], kernel: [3, 2, 6], padding: [1, 0, 2, 1], stride: [2, 3] }],
  ['dilation', { x: [1, 13, 11, 4], kernel: [3, 3, 4], padding: [2, 2, 2, 2], dilation: [2, 2] }],
  [
    'dilation and stride',
    { x: [1, 13, 11, 4], kernel: [3, 3, 4], padding: [2, 2, 2, 2], dilation: [2, 3], stride: [2, 2] },
  ],
  ['groups', { x: [2, 6, 6, 8], kernel: [3, 3, 12], padding: same, groups: 2 }],
  ['odd groups', { x: [2, 6, 6, 6], kernel: [3, 3, 9], padding: same, groups: 3, stride: [2, 1] }],
  ['depthwise', { x: [2, 7, 6, 8], kernel: [3, 3, 8], padding: same, groups: 8 }],
  [
    'odd depthwise, stride 2',
    { x: [2, 7, 6, 5], kernel: [3, 3, 5], padding: same, groups: 5, stride: [2, 2] },
  ],
  ['depthwise, two filters a channel', { x: [2, 7, 6, 5], kernel: [3, 3, 10], padding: same, groups: 5 }],
];

const kinds: [string, Partial<OpCheck>][] = [
  ['quads', { adapterClass: 'software' }],
  ['registers', { adapterClass: 'software', features: [] }],
  ['workgroup memory', { adapterClass: 'hardware', features: [] }],
];

describe.each(kinds)('convolution by %s', (_, kind) => {
  test.each(cases)('%s', async (_name, size) => {
    for (const check of checksOf(size, kind)) await checkOp(check);
  });

  test('more workgroups than one dimension of a launch holds', async () => {
    const size = { x: [32, 4, 4, 4], kernel: [3, 3, 4], padding: same } as const;
    for (const check of checksOf(size, { ...kind, workgroupsPerDimension: 9 })) await checkOp(check);
  });

  test('weight gradients have the same bits every time', async () => {
    const [, , check] = checksOf({ x: [16, 8, 8, 4], kernel: [3, 3, 8], padding: same }, kind);
    const [first, second] = [await runOp(check), await runOp(check)];
    expect([...second[0].gpu]).toEqual([...first[0].gpu]);
  });
});
