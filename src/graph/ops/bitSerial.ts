// Arithmetic on numbers of one to four bits, kept as bit planes: plane i holds bit i of 32 numbers that are neighbours
// along the last axis in one u32 word, the first number lowest.
// Source: Tulloch and Jia 2017, "High performance ultra-low-precision convolutions on mobile devices"
// (arXiv 1712.02427).

import { ShapeError } from '../../base/errors';
import type { Levels } from '../../base/gaussianSteps';
import { defineOp, requireShape } from '../op';
import { elementCount, formatShape, type Node, type Value } from '../value';
import { convolutionAttributes, windowOutput } from './convolution';
import { type IntegerProductAttributes, requireOperands, resultType } from './quantised';

/** Numbers in a word of one plane. */
export const WORD_BITS = 32;

/**
 * What a code q of b bits stands for: q itself, its two's complement, or the odd number 2q − (2^b − 1): ±1 of one bit.
 */
export type BitCode = 'unsigned' | 'signed' | 'bipolar';

export interface BitProductAttributes extends IntegerProductAttributes {
  leftCode: BitCode;
  rightCode: BitCode;
  /** Numbers along the inner axis (channels of a convolution), which the last word need not be full of. */
  depth: number;
}

export const bitAttributes = (node: Pick<Node, 'attributes'>): BitProductAttributes =>
  node.attributes as unknown as BitProductAttributes;

/** Lowest and highest code before it is cut into planes, and what is added to x·scale before it is rounded down. */
export function packingOf(bits: number, code: BitCode): { low: number; high: number; shift: number } {
  const top = 2 ** bits - 1;
  if (code === 'signed') return { low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1, shift: 0.5 };
  // The odd number next to x is 2q − top, so q = ⌊x / 2 + top / 2 + 1/2⌋; x·scale comes halved.
  if (code === 'bipolar') return { low: 0, high: top, shift: (top + 1) / 2 };
  return { low: 0, high: top, shift: 0.5 };
}

/** The numbers that codes of b bits stand for, in order. */
export function levelsOf(bits: number, code: BitCode): Levels {
  const count = 2 ** bits;
  if (code === 'bipolar') return { lowest: 1 - count, spacing: 2, count };
  return { lowest: code === 'signed' ? -count / 2 : 0, spacing: 1, count };
}

/** Words of a row of one plane. */
export const words = (depth: number): number => Math.ceil(depth / WORD_BITS);

/**
 * Bit planes of the code nearest to x·scale (halved, for bipolar codes). x: f32 [.., K], scale: f32 [1]; returns
 * u32 [bits, .., ⌈K/32⌉].
 */
defineOp({
  name: 'packBitPlanes',
  infer: ([x, scale], { bits }) => {
    requireShape(sameLength(scale.shape, 1), 'packBitPlanes', 'scale', scale.shape, '[1]');
    const lead = x.shape.slice(0, -1);
    return [{ shape: [bits as number, ...lead, words(x.shape.at(-1) ?? 1)], dtype: 'u32', name: 'planes' }];
  },
  flops: (node) => 2 * elementCount(node.inputs[0].shape),
});

const sameLength = (shape: readonly number[], length: number) => shape.length === 1 && shape[0] === length;

/** Planes of a shape, which come first. */
export const planesOf = (shape: readonly number[]): number => shape[0];

export function requirePlanes(
  op: string,
  name: string,
  shape: readonly number[],
  rank: number,
  depth: number,
) {
  const fits = shape.length === rank && shape[0] >= 1 && shape[0] <= 4 && shape[rank - 1] === words(depth);
  requireShape(fits, op, name, shape, `1 to 4 planes of rank ${rank - 1} with rows of ${words(depth)} words`);
}

/** Both operands of a product of planes. */
export function requireBitOperands(op: string, inputs: readonly Value[], rank: number, depth: number): void {
  for (const { name, shape } of inputs.slice(0, 2)) requirePlanes(op, name, shape, rank, depth);
}

/** C[m, n] = Σ_k left[m, k]·right[n, k]. left: planes [A, M, ⌈K/32⌉], right: planes [W, N, ⌈K/32⌉]. */
defineOp({
  name: 'bitMatmul',
  infer: (inputs, given) => {
    const attributes = given as unknown as BitProductAttributes;
    const [left, right] = inputs;
    requireBitOperands('bitMatmul', inputs, 3, attributes.depth);
    const [rows, columns] = [left.shape[1], right.shape[1]];
    requireOperands('bitMatmul', inputs, attributes, rows, columns);
    return [resultType('bitMatmul', [rows], columns, attributes)];
  },
  flops: (node) => 2 * bitAttributes(node).depth * node.inputs[0].shape[1] * node.inputs[1].shape[1],
});

/**
 * y[n, oh, ow, f] = Σ x[n, oh·s − p + kh·d, ow·s − p + kw·d, c]·w[f, kh, kw, c]; beyond the edges lie codes of 0, which
 * stand for zero unless they are bipolar. x: planes [A, N, H, W, ⌈C/32⌉], w: planes [W, F, KH, KW, ⌈C/32⌉].
 */
defineOp({
  name: 'bitConvolution',
  infer: (inputs, given) => {
    const attributes = given as unknown as BitProductAttributes;
    const [x, w] = inputs;
    requireBitOperands('bitConvolution', inputs, 5, attributes.depth);
    if (attributes.operands.includes('rowSums'))
      throw new ShapeError('bitConvolution: a code says itself what it stands for; there are no rightZeros.');
    const [height, width] = windowOutput(
      x.shape.slice(2, 4),
      w.shape.slice(2, 4),
      convolutionAttributes({ attributes: given }),
    );
    requireShape(
      height > 0 && width > 0,
      'bitConvolution',
      x.name,
      x.shape,
      `at least one window of ${formatShape(w.shape.slice(2, 4))}`,
    );
    requireOperands('bitConvolution', inputs, attributes, 0, w.shape[1]);
    return [resultType('bitConvolution', [x.shape[1], height, width], w.shape[1], attributes)];
  },
  flops: (node) => {
    const [, F, KH, KW] = node.inputs[1].shape;
    const [N, OH, OW] = node.outputs[0].shape;
    return 2 * N * OH * OW * F * KH * KW * bitAttributes(node).depth;
  },
});
