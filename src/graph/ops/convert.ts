// Between numbers stored as f32 and as halves (f16), two of which lie in a word.

import { defineOp, requireReal } from '../op';
import type { DType, Value } from '../value';

/** What numbers can be stored as. */
export type RealType = Extract<DType, 'f32' | 'f16'>;

/** The numbers of x as `dtype`: halves are the nearest, ties to even; the other way is exact. */
defineOp({
  name: 'convert',
  halves: [0],
  infer: ([x], attributes) => {
    requireReal('convert', [x]);
    return [{ shape: x.shape, dtype: attributes.dtype as RealType }];
  },
  flops: () => 0,
  // Rounding is taken for the identity; gradients are f32 whatever their tensors are stored as.
  gradient: (_, [gradient]) => [gradient],
});

/** x stored as `dtype`; x itself where it already is. */
export const convert = (x: Value, dtype: RealType): Value =>
  x.dtype === dtype ? x : x.graph.apply('convert', [x], { dtype })[0];
