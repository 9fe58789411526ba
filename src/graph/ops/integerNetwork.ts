// What stands between the products of a network whose activations stay integer codes: decoding, the sum of two
// branches, the mean over an image, and the wide part of weights that were split. Codes as in quantised.ts.

import { defineOp, requireShape } from '../op';
import { elementCount, formatShape, type Node, sameShape } from '../value';

/** Codes in a word. */
const LANES = 4;

export interface DequantiseAttributes {
  /** Numbers of a row; what its last word holds beyond them is padding. */
  depth: number;
  scale: number;
  zero: number;
}

export const dequantiseAttributes = (node: Pick<Node, 'attributes'>): DequantiseAttributes =>
  node.attributes as unknown as DequantiseAttributes;

/** x = scale·(q − zero). q: codes [.., ⌈depth/4⌉]; returns f32 [.., depth]. */
defineOp({
  name: 'dequantise',
  infer: ([codes], attributes) => {
    const { depth } = attributes as unknown as DequantiseAttributes;
    const words = Math.ceil(depth / LANES);
    requireShape(
      codes.shape.at(-1) === words,
      'dequantise',
      codes.name,
      codes.shape,
      `rows of ${words} words`,
    );
    return [{ shape: [...codes.shape.slice(0, -1), depth], dtype: 'f32' }];
  },
  flops: (node) => 2 * elementCount(node.outputs[0].shape),
});

export interface IntegerAddAttributes {
  /** Whole numbers: each operand's scale over the result's, times 2^shift. */
  leftFactor: number;
  rightFactor: number;
  shift: number;
  leftZero: number;
  rightZero: number;
  resultZero: number;
  /** The lowest code of the result: its zero where a ReLU follows. */
  lowest: number;
}

export const integerAddAttributes = (node: Pick<Node, 'attributes'>): IntegerAddAttributes =>
  node.attributes as unknown as IntegerAddAttributes;

/**
 * c = clamp(⌊(leftFactor·(a − leftZero) + rightFactor·(b − rightZero)) / 2^shift + ½⌋ + resultZero, lowest, 127):
 * the sum of two tensors with scales of their own, in whole numbers throughout. a, b, c: codes of one shape.
 * Source: Jacob et al. 2018, §A.2 (the addition of residual branches).
 */
defineOp({
  name: 'integerAdd',
  infer: ([left, right]) => {
    requireShape(
      sameShape(left.shape, right.shape),
      'integerAdd',
      right.name,
      right.shape,
      formatShape(left.shape),
    );
    return [{ shape: left.shape, dtype: 'u32' }];
  },
  flops: (node) => 5 * LANES * elementCount(node.outputs[0].shape),
});

export interface IntegerMeanAttributes {
  zero: number;
  /** scale / (resultScale · how many are summed). */
  multiplier: number;
  resultZero: number;
}

export const integerMeanAttributes = (node: Pick<Node, 'attributes'>): IntegerMeanAttributes =>
  node.attributes as unknown as IntegerMeanAttributes;

/**
 * The mean over all axes between the first and the last, coded again: q = clamp(round((Σ q − n·zero)·multiplier) +
 * resultZero, −128, 127), halves to even. x: codes [N, .., C/4]; returns codes [N, C/4].
 */
defineOp({
  name: 'integerMean',
  infer: ([x]) => {
    requireShape(x.shape.length > 2, 'integerMean', x.name, x.shape, '[N, .., words]');
    return [{ shape: [x.shape[0], x.shape.at(-1)!], dtype: 'u32' }];
  },
  flops: (node) => LANES * elementCount(node.inputs[0].shape),
});

/**
 * C[m, n] = sums[m, n] + Σ_e left[m, columns[e]]·values[e] over the entries e from starts[n] to starts[n + 1]: what a
 * sparse matrix adds to a product. left: codes [M, K/4], sums: i32 [M, N], starts: u32 [N + 1], columns: u32 [E],
 * values: i32 [E]. Source: Park et al. 2018 (arXiv 1811.09886), §3.2.3.
 */
defineOp({
  name: 'integerSparseAdd',
  infer: ([left, sums, starts, columns, values]) => {
    const name = 'integerSparseAdd';
    requireShape(left.shape.length === 2, name, left.name, left.shape, '[rows, words]');
    const [rows, n] = [left.shape[0], starts.shape[0] - 1];
    requireShape(sameShape(sums.shape, [rows, n]), name, sums.name, sums.shape, formatShape([rows, n]));
    requireShape(
      sameShape(values.shape, columns.shape),
      name,
      values.name,
      values.shape,
      formatShape(columns.shape),
    );
    return [{ shape: sums.shape, dtype: 'i32' }];
  },
  flops: ({ inputs: [left, , , columns] }) => 2 * left.shape[0] * elementCount(columns.shape),
});
