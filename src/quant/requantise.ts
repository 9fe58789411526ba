// From whole sums to the next codes: the numbers that an integer product and an integer addition are given.
// Source: Jacob et al. 2018, §2.2 and §2.4; Park et al. 2018 (arXiv 1811.09886), §3.2.

import { TesseraError } from '../base/errors';
import { roundEven } from '../base/rounding';
import type { Activation } from '../graph/ops/elementwiseFunctions';
import type { IntegerAddAttributes } from '../graph/ops/integerNetwork';
import { type Affine, lowestCode } from './affine';

/** Factors below 2^21: times a difference of codes below 2^8, twice, with a half: below 2^31. */
const FACTOR_BITS = 21;
const MOST_SHIFT = 30;

/** How two coded tensors are added in whole numbers; with a ReLU the result stops at the code of zero. */
export function addAttributes(
  left: Affine,
  right: Affine,
  result: Affine,
  relu: boolean,
): IntegerAddAttributes {
  const ratios = [left.scale / result.scale, right.scale / result.scale];
  const magnitude = Math.floor(Math.log2(Math.max(...ratios))) + 1;
  if (magnitude > FACTOR_BITS)
    throw new TesseraError(
      `Codes with steps of ${left.scale} and ${right.scale} cannot be added to codes with steps of ${result.scale}.`,
    );
  const shift = Math.min(MOST_SHIFT, FACTOR_BITS - magnitude);
  const [leftFactor, rightFactor] = ratios.map((ratio) =>
    Math.min(2 ** FACTOR_BITS, Math.round(ratio * 2 ** shift)),
  );
  return {
    leftFactor,
    rightFactor,
    shift,
    leftZero: left.zero,
    rightZero: right.zero,
    resultZero: result.zero,
    lowest: relu ? Math.max(result.lowest, result.zero) : lowestCode(result.bits),
  };
}

/** Whether activation(s·x) = s·activation(x), so that what scales its result may scale what it is given. */
export const letsScalesThrough = (activation: Activation): boolean =>
  activation === 'none' || activation === 'relu';

/** A bias in units of a product's sums stays below this: f32 holds sums of its size, and i32 what is added to it. */
export const LARGEST_BIAS = 2 ** 22;

/**
 * What is added to each row's sums: its bias, and what the code of zero of the left operand contributes.
 * codes: [rows, depth], scales: [rows].
 */
export function productOffsets(
  codes: Int8Array,
  scales: ArrayLike<number>,
  bias: ArrayLike<number>,
  input: Affine,
): Int32Array<ArrayBuffer> {
  const depth = codes.length / scales.length;
  return Int32Array.from(scales, (scale, row) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += codes[row * depth + k];
    return roundEven(bias[row] / (input.scale * scale)) - input.zero * sum;
  });
}

/** The scale below which a row's bias would not fit its sums. */
export const leastScale = (bias: number, input: Affine): number =>
  Math.abs(bias) / (input.scale * LARGEST_BIAS);
