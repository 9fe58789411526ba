// convolution and its two gradients as products that gather their windows on the fly.
// x: [N, H, W, C]   w: [KH, KW, C/groups, F]   y: [N, OH, OW, F]

import type { Node } from '../../graph/value';
import { outputOf } from '../gemm/epilogue';
import { lowerMatrixProduct } from '../gemm/matmul';
import { familyOf, floatFinish, lowerProduct, type Product } from '../gemm/product';
import { Repacking } from '../gemm/repack';
import { type Dispatch, defineKernel, type LoweringContext, type Param } from '../kernel';
import { isDepthwise, lowerDepthwise } from './depthwise';
import {
  cropWeights,
  type Geometry,
  geometryOf,
  isPointwise,
  padWeights,
  phasesOf,
  pixels,
} from './geometry';

const windows = familyOf('convolution', 'tiled');
const weightGradients = familyOf('convolution', 'weight_gradient');

const i32 = (value: number): Param => ({ i32: value });

function lowerForward(node: Node, context: LoweringContext): Dispatch[] {
  const [x, w] = node.inputs;
  const g = geometryOf(node, x.shape, w.shape, node.outputs[0].shape);
  if (isPointwise(g))
    return lowerMatrixProduct(node, context, {
      ...{ a: x, b: w, batch: 1, M: pixels(g.images, g.output), N: g.filters, K: g.channels },
      ...{ transposeA: false, transposeB: false },
    });
  if (isDepthwise(g)) return lowerDepthwise(node, context, g);
  const repacking = new Repacking(node, context);
  const row = (g.groups * g.paddedFilters) / 4;
  const tap = g.paddedChannels * row;
  const part: Product = {
    size: {
      rows: pixels(g.images, g.output),
      columns: g.paddedFilters,
      depth: g.kernel[0] * g.kernel[1] * g.paddedChannels,
      batch: g.groups,
    },
    left: repacking.pad(x, [1, g.channels]),
    right: padWeights(w, g, repacking),
    constants: { TRANSPOSE_RIGHT: 0 },
    params: (productSplit) => [
      productSplit,
      ...imageParams(g),
      ...[0, g.kernel[1] * tap, tap, row],
      ...[...g.output, row, 1, 1, 0, 0],
    ],
  };
  const output = repacking.output(outputOf(node), g.filters);
  return [
    ...repacking.before,
    ...lowerProduct(node, context, windows, [part], floatFinish(output, context)),
    ...repacking.after,
  ];
}

/** From `channels` to `tapsAcross` of a kernel that steps windows over x. */
const imageParams = (g: Geometry): Param[] => [
  g.paddedChannels,
  ...g.input,
  (g.groups * g.paddedChannels) / 4,
  ...g.output,
  ...g.stride,
  ...[i32(-g.padding[0]), i32(-g.padding[2])],
  ...g.dilation.map(i32),
  g.kernel[1],
];

function lowerInputGradient(node: Node, context: LoweringContext): Dispatch[] {
  const [dy, w] = node.inputs;
  const g = geometryOf(node, node.outputs[0].shape, w.shape, dy.shape);
  if (isPointwise(g))
    return lowerMatrixProduct(node, context, {
      ...{ a: dy, b: w, batch: 1, M: pixels(g.images, g.output), N: g.channels, K: g.filters },
      ...{ transposeA: false, transposeB: true },
    });
  if (isDepthwise(g)) return lowerDepthwise(node, context, g);
  const repacking = new Repacking(node, context);
  const left = repacking.pad(dy, [1, g.filters]);
  const right = padWeights(w, g, repacking);
  const row = (g.groups * g.paddedFilters) / 4;
  const tap = g.paddedChannels * row;
  const parts = phasesOf(g, 0).flatMap((y) =>
    phasesOf(g, 1).map(
      (x): Product => ({
        size: {
          rows: pixels(g.images, [y.size, x.size]),
          columns: g.paddedChannels,
          depth: y.taps * x.taps * g.paddedFilters,
          batch: g.groups,
        },
        left,
        right,
        constants: { TRANSPOSE_RIGHT: 1 },
        params: (productSplit) => [
          productSplit,
          g.paddedFilters,
          ...[...g.output, row, y.size, x.size, 1, 1],
          ...[y.origin, x.origin, -y.originStep, -x.originStep].map(i32),
          Math.max(1, x.taps),
          ...[(y.tap * g.kernel[1] + x.tap) * tap, y.tapStep * g.kernel[1] * tap, x.tapStep * tap, row],
          ...[...g.input, (g.groups * g.paddedChannels) / 4, ...g.stride, y.first, x.first],
        ],
      }),
    ),
  );
  const output = repacking.output(outputOf(node), g.channels);
  return [
    ...repacking.before,
    ...lowerProduct(node, context, windows, parts, floatFinish(output, context)),
    ...repacking.after,
  ];
}

function lowerWeightGradient(node: Node, context: LoweringContext): Dispatch[] {
  const [x, dy] = node.inputs;
  const g = geometryOf(node, x.shape, node.outputs[0].shape, dy.shape);
  if (isPointwise(g))
    return lowerMatrixProduct(node, context, {
      ...{ a: x, b: dy, batch: 1, M: g.channels, N: g.filters, K: pixels(g.images, g.output) },
      ...{ transposeA: true, transposeB: false },
    });
  if (isDepthwise(g)) return lowerDepthwise(node, context, g);
  const repacking = new Repacking(node, context);
  const row = (g.groups * g.paddedFilters) / 4;
  const part: Product = {
    size: {
      rows: g.kernel[0] * g.kernel[1] * g.paddedChannels,
      columns: g.paddedFilters,
      depth: pixels(g.images, g.output),
      batch: g.groups,
    },
    left: repacking.pad(x, [1, g.channels]),
    right: repacking.pad(dy, [1, g.filters]),
    params: (productSplit) => [productSplit, ...imageParams(g), row, row],
  };
  const output = { product: cropWeights(node.outputs[0], g, repacking), epilogue: {} };
  const product = lowerProduct(node, context, weightGradients, [part], floatFinish(output, context));
  return [...repacking.before, ...product, ...repacking.after];
}

defineKernel('convolution', lowerForward);
defineKernel('convolutionInputGradient', lowerInputGradient);
defineKernel('convolutionWeightGradient', lowerWeightGradient);
