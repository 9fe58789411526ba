// Tensors on the host in the order of axes that a library wants, and back; no part of any time.

import type { Rival } from '../../../src/bench/contender';
import type { Floats } from '../../../src/bench/problem';

/** Axis i of the result is axis `order[i]` of the data, which has `shape`. */
export function transposed(
  data: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[],
): Floats {
  const result = new Float32Array(data.length);
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis]);
  for (let at = 0; at < result.length; at++) {
    let left = at;
    let source = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      source += (left % sizes[axis]) * steps[order[axis]];
      left = Math.floor(left / sizes[axis]);
    }
    result[at] = data[source];
  }
  return result;
}

/** With the one result named `result` in another order. */
export const withResult = (rival: Rival, convert: (values: ArrayLike<number>) => Floats): Rival => ({
  ...rival,
  results: async () => new Map([['result', convert((await rival.results()).get('result')!)]]),
});
