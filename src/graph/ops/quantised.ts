// Arithmetic on integer codes. A real x is kept as a code q with x ≈ scale·(q − zero); codes are signed bytes, four
// to a u32 word along the last axis, padded with codes of 0.
// Source: Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
// Inference", §2; Park et al. 2018 (arXiv 1811.09886), §3.2.

import { ShapeError } from '../../base/errors';
import { defineOp, requireShape } from '../op';
import { elementCount, formatShape, type Node, type Shape, sameShape, type Value } from '../value';
import { convolutionAttributes, windowOutput } from './convolution';
import type { Activation } from './elementwiseFunctions';

/** Codes in a word. */
const LANES = 4;

/** What an integer product may be given beside its two operands, in this order. */
export const integerOperands = [
  /** i32 [N], added to the sums: −zero_left·Σ_k right[n, k] + K·zero_left·zero_right[n]. */
  'offsets',
  /** i32 [M], Σ_k left[m, k]: with `rightZeros`. */
  'rowSums',
  /** i32 [N], the codes of zero of the right operand's rows. */
  'rightZeros',
  /** f32 [N]: scale_left·scale_right[n], what the sums are multiplied by. */
  'multipliers',
  /** f32 [N], added to what the multipliers make of the sums. */
  'bias',
] as const;

export type IntegerOperand = (typeof integerOperands)[number];

export interface IntegerProductAttributes {
  /** Whole sums, real numbers, or the codes of the next layer's input. */
  result: 'i32' | 'f32' | 'i8';
  operands: readonly IntegerOperand[];
  /** The code of zero of the left operand: what lies beyond the edges of an image. */
  leftZero: number;
  /** The code of zero of a coded result. */
  resultZero: number;
  /** Applied to real numbers: none to whole sums. */
  activation?: Activation;
  /**
   * The scale of a coded result: what the activation gives is divided by it. Default 1, for multipliers and a bias that
   * are divided by the scale themselves; only with a ReLU or no activation is that the same.
   */
  resultScale?: number;
}

export const integerAttributes = (node: Pick<Node, 'attributes'>): IntegerProductAttributes =>
  node.attributes as unknown as IntegerProductAttributes;

/** The given operand of an integer product. */
export function integerOperand(node: Pick<Node, 'inputs' | 'attributes'>, name: IntegerOperand) {
  const index = integerAttributes(node).operands.indexOf(name);
  return index < 0 ? undefined : node.inputs[2 + index];
}

export function resultType(op: string, rows: Shape, columns: number, attributes: IntegerProductAttributes) {
  const { result } = attributes;
  if (result !== 'i8') return { shape: [...rows, columns], dtype: result };
  if (columns % LANES)
    throw new ShapeError(
      `${op}: ${columns} columns of codes do not fill words of ${LANES}. Pad the weights with rows of 0.`,
    );
  return { shape: [...rows, columns / LANES], dtype: 'u32' as const };
}

export function requireOperands(
  op: string,
  inputs: readonly Value[],
  attributes: IntegerProductAttributes,
  rows: number,
  columns: number,
) {
  const { operands, result, activation = 'none' } = attributes;
  for (const [index, name] of operands.entries()) {
    const length = name === 'rowSums' ? rows : columns;
    const { shape } = inputs[2 + index];
    requireShape(sameShape(shape, [length]), op, name, shape, formatShape([length]));
  }
  if (operands.includes('rowSums') !== operands.includes('rightZeros'))
    throw new ShapeError(`${op}: rowSums and rightZeros need each other.`);
  if (result !== 'i32' && !operands.includes('multipliers'))
    throw new ShapeError(`${op}: a result of ${result} needs multipliers.`);
  if (result === 'i32' && activation !== 'none')
    throw new ShapeError(
      `${op}: a result of i32 is whole sums. Ask for f32 or i8 to have ${activation} applied.`,
    );
}

/**
 * q = clamp(round(x·inverseScale) + zero, −128, 127), halves to even. x: f32 [.., K], inverseScale: f32 [1];
 * returns codes u32 [.., ⌈K/4⌉] and their sums over K, i32 [rows].
 */
defineOp({
  name: 'quantise',
  infer: ([x, inverseScale]) => {
    requireShape(sameShape(inverseScale.shape, [1]), 'quantise', 'inverseScale', inverseScale.shape, '[1]');
    const rows = x.shape.slice(0, -1);
    return [
      { shape: [...rows, Math.ceil((x.shape.at(-1) ?? 1) / LANES)], dtype: 'u32', name: 'codes' },
      { shape: [elementCount(rows)], dtype: 'i32', name: 'sums' },
    ];
  },
  flops: (node) => 2 * elementCount(node.inputs[0].shape),
});

/** C[m, n] = Σ_k left[m, k]·right[n, k] in whole numbers. left: codes [M, K/4], right: codes [N, K/4]. */
defineOp({
  name: 'integerMatmul',
  infer: (inputs, given) => {
    const attributes = given as unknown as IntegerProductAttributes;
    const [left, right] = inputs;
    for (const operand of [left, right])
      requireShape(operand.shape.length === 2, 'integerMatmul', operand.name, operand.shape, '[rows, words]');
    if (left.shape[1] !== right.shape[1])
      throw new ShapeError(
        `integerMatmul: rows of ${left.shape[1]} and of ${right.shape[1]} words: ${left.name} ${formatShape(left.shape)}, ${right.name} ${formatShape(right.shape)}.`,
      );
    const [rows, columns] = [left.shape[0], right.shape[0]];
    requireOperands('integerMatmul', inputs, attributes, rows, columns);
    return [resultType('integerMatmul', [rows], columns, attributes)];
  },
  flops: ({ inputs: [left, right] }) => 2 * LANES * elementCount(left.shape) * right.shape[0],
});

/**
 * y[n, oh, ow, f] = Σ x[n, oh·s − p + kh·d, ow·s − p + kw·d, c]·w[f, kh, kw, c] in whole numbers, with the code of
 * zero beyond the edges. x: codes [N, H, W, C/4], w: codes [F, KH, KW, C/4].
 */
defineOp({
  name: 'integerConvolution',
  infer: (inputs, given) => {
    const attributes = given as unknown as IntegerProductAttributes;
    const [x, w] = inputs;
    requireShape(x.shape.length === 4, 'integerConvolution', x.name, x.shape, '[N, H, W, words]');
    requireShape(
      w.shape.length === 4 && w.shape[3] === x.shape[3],
      'integerConvolution',
      w.name,
      w.shape,
      `[F, KH, KW, ${x.shape[3]}]`,
    );
    const window = convolutionAttributes({ attributes: given });
    const [height, width] = windowOutput(x.shape.slice(1, 3), w.shape.slice(1, 3), window);
    requireShape(
      height > 0 && width > 0,
      'integerConvolution',
      x.name,
      x.shape,
      `at least one window of ${w.shape[1]}×${w.shape[2]}`,
    );
    if (attributes.operands.includes('rowSums'))
      throw new ShapeError('integerConvolution: weights are coded around zero; there are no rightZeros.');
    requireOperands('integerConvolution', inputs, attributes, 0, w.shape[0]);
    return [resultType('integerConvolution', [x.shape[0], height, width], w.shape[0], attributes)];
  },
  flops: ({ inputs: [x, w], outputs: [y] }) =>
    2 * LANES * x.shape[0] * y.shape[1] * y.shape[2] * elementCount(w.shape),
});
