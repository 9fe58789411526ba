// Products of numbers of a few bits that end as the bit planes of the next product's left operand, so that what runs
// between two layers never leaves its few bits; and planes read back as numbers. Layout: see bitSerial.ts.

import { ShapeError } from '../../base/errors';
import { defineOp, requireShape } from '../op';
import { elementCount, formatShape, type Node, type Shape, sameShape, type Value } from '../value';
import { type BitCode, planesOf, requireBitOperands, requirePlanes, words } from './bitSerial';
import { type ConvolutionAttributes, convolutionAttributes, windowOutput } from './convolution';

/** What is added before a result is coded: nothing, codes of as many bits, or real numbers. */
export type ResidualKind = 'none' | 'planes' | 'real';

/**
 * Inputs after the two operands: multipliers f32 [N], bias f32 [N], steps f32 [2] of the residual's codes and of the
 * result's, then for `planes` the residual's planes, like the result, and for `real` f32 [.., N].
 *   code = clamp(round((sum·multipliers[n] + bias[n] + residual) / steps[1]), 0, 2^resultBits − 1), halves to even.
 */
export interface PlanesProductAttributes {
  leftCode: BitCode;
  rightCode: BitCode;
  /** Numbers along the inner axis (channels of a convolution), which the last word need not be full of. */
  depth: number;
  resultBits: number;
  residual: ResidualKind;
}

export const planesAttributes = (node: Pick<Node, 'attributes'>): PlanesProductAttributes =>
  node.attributes as unknown as PlanesProductAttributes;

function planesResult(
  op: string,
  inputs: readonly Value[],
  { resultBits, residual }: PlanesProductAttributes,
  rows: Shape,
  columns: number,
) {
  const shape = [resultBits, ...rows, words(columns)];
  const wanted: Shape[] = [
    [columns],
    [columns],
    [2],
    ...(residual === 'planes' ? [shape] : residual === 'real' ? [[...rows, columns]] : []),
  ];
  if (inputs.length !== 2 + wanted.length)
    throw new ShapeError(`${op}: ${inputs.length} inputs, expected ${2 + wanted.length}.`);
  for (const [index, expected] of wanted.entries()) {
    const { name, shape: actual } = inputs[2 + index];
    requireShape(sameShape(actual, expected), op, name, actual, formatShape(expected));
  }
  return [{ shape, dtype: 'u32' as const, name: 'planes' }];
}

/** bitMatmul ending in planes u32 [resultBits, M, ⌈N/32⌉]. */
defineOp({
  name: 'bitMatmulPlanes',
  infer: (inputs, given) => {
    const attributes = given as unknown as PlanesProductAttributes;
    requireBitOperands('bitMatmulPlanes', inputs, 3, attributes.depth);
    const [left, right] = inputs;
    return planesResult('bitMatmulPlanes', inputs, attributes, [left.shape[1]], right.shape[1]);
  },
  flops: ({ inputs: [left, right], attributes }) =>
    2 * planesAttributes({ attributes }).depth * left.shape[1] * right.shape[1],
});

/** bitConvolution ending in planes u32 [resultBits, N, OH, OW, ⌈F/32⌉]. */
defineOp({
  name: 'bitConvolutionPlanes',
  infer: (inputs, given) => {
    const attributes = given as unknown as PlanesProductAttributes;
    requireBitOperands('bitConvolutionPlanes', inputs, 5, attributes.depth);
    const [x, w] = inputs.map(({ shape }) => shape);
    const window = convolutionAttributes({ attributes: given });
    const [height, width] = windowOutput(x.slice(2, 4), w.slice(2, 4), window);
    requireShape(
      height > 0 && width > 0,
      'bitConvolutionPlanes',
      inputs[0].name,
      x,
      `at least one window of ${formatShape(w.slice(2, 4))}`,
    );
    return planesResult('bitConvolutionPlanes', inputs, attributes, [x[1], height, width], w[1]);
  },
  flops: (node) => {
    const [, F, KH, KW] = node.inputs[1].shape;
    const [, N, OH, OW] = node.outputs[0].shape;
    return 2 * N * OH * OW * F * KH * KW * planesAttributes(node).depth;
  },
});

/** The numbers f32 [.., depth] that planes u32 [bits, .., ⌈depth/32⌉] stand for. */
defineOp({
  name: 'unpackBitPlanes',
  infer: ([planes], { depth }) => {
    const { shape } = planes;
    requirePlanes('unpackBitPlanes', planes.name, shape, shape.length, depth as number);
    return [{ shape: [...shape.slice(1, -1), depth as number], dtype: 'f32', name: 'numbers' }];
  },
  flops: (node) => elementCount(node.outputs[0].shape),
});

/** f32 x [.., K] as planes of the codes nearest to x/step, or the codes of a `BitCode`; step: one number. */
export const packBitPlanes = (
  x: Value,
  inverseStep: Value,
  bits: number,
  code: BitCode = 'unsigned',
): Value => x.graph.apply('packBitPlanes', [x, inverseStep], { bits, code })[0];

export const unpackBitPlanes = (planes: Value, depth: number, code: BitCode = 'unsigned'): Value =>
  planes.graph.apply('unpackBitPlanes', [planes], { depth, code })[0];

export interface PlanesConvolution {
  x: Value;
  w: Value;
  multipliers: Value;
  bias: Value;
  /** [2]: what a code of the residual's planes is worth, and what one of the result. */
  steps: Value;
  residual?: { planes: Value } | { real: Value };
  weightCode: BitCode;
  depth: number;
  resultBits: number;
  window: ConvolutionAttributes;
}

/** Unsigned activations times coded weights, as unsigned activations. */
export function bitConvolutionPlanes(convolution: PlanesConvolution): Value {
  const { x, w, multipliers, bias, steps, residual, weightCode, depth, resultBits, window } = convolution;
  const kind: ResidualKind = !residual ? 'none' : 'planes' in residual ? 'planes' : 'real';
  const more = !residual ? [] : 'planes' in residual ? [residual.planes] : [residual.real];
  return x.graph.apply('bitConvolutionPlanes', [x, w, multipliers, bias, steps, ...more], {
    ...window,
    ...{ leftCode: 'unsigned', rightCode: weightCode, depth, resultBits, residual: kind },
  })[0];
}

/** Word operations of a product of planes: an and, a count and an add for each pair of planes and words. */
export function wordOperations(node: Node): number {
  const [left, right] = node.inputs.map(({ shape }) => shape);
  const taps = right.length === 5 ? right[2] * right[3] : 1;
  const [y] = node.outputs;
  const inner = left.at(-1)! * taps;
  const isPlanes = node.op.endsWith('Planes');
  const rows = elementCount(isPlanes ? y.shape.slice(1, -1) : y.shape.slice(0, -1));
  return 3 * planesOf(left) * planesOf(right) * rows * right[1] * inner;
}
