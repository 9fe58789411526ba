// Dropout (Srivastava et al., 2014) from Philox: the mask is a function of (seed, stream, element,
// step), so the backward pass draws it again instead of storing it, and the CPU draws the same.

import { TesseraError } from '../../base/errors';
import { defineOp, requireShape } from '../op';
import { elementCount, type Value } from '../value';

/**
 * y_i = x_i/(1−rate) where (word 0 of philox(counter (i, 0, step, 0), key (seed, stream)) >> 8) ≥ round(rate·2²⁴), else 0.
 * Inputs: x, step u32 [1]. Attributes: rate, seed, stream.
 */
defineOp({
  name: 'dropout',
  infer: ([x, step], attributes) => {
    const rate = attributes.rate as number;
    if (!(rate >= 0 && rate < 1)) throw new TesseraError(`dropout: the rate is ${rate}; give one in [0, 1).`);
    requireShape(step.dtype === 'u32', 'dropout', step.name, step.shape, 'dtype u32');
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  flops: (node) => elementCount(node.inputs[0].shape),
  gradient: (node, [gradient]) => [
    gradient?.graph.apply('dropout', [gradient, node.inputs[1]], node.attributes)[0],
    undefined,
  ],
});

export const dropout = (
  x: Value,
  step: Value,
  options: { rate: number; seed: number; stream: number },
): Value => (options.rate > 0 ? x.graph.apply('dropout', [x, step], { ...options })[0] : x);
