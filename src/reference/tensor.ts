// The tensor of the float64 reference: a flat row-major array and its shape.

import { elementCount, type Shape } from '../graph/value';

export interface Tensor {
  readonly shape: Shape;
  /** Row-major. Integer tensors hold exact integers. */
  readonly data: Float64Array;
}

export const tensor = (shape: Shape, data?: ArrayLike<number>): Tensor => ({
  shape,
  data: data ? Float64Array.from(data) : new Float64Array(elementCount(shape)),
});

/** A tensor filled by a function of the flat index. */
export function generate(shape: Shape, element: (index: number) => number): Tensor {
  const result = tensor(shape);
  for (let i = 0; i < result.data.length; i++) result.data[i] = element(i);
  return result;
}

/** Row-major strides of a shape, in elements. */
export function strides(shape: Shape): number[] {
  const result = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) result[axis] = stride;
  return result;
}

/** Calls `visit(index, flat)` for every multi-index of `shape` in row-major order. */
export function forEachIndex(shape: Shape, visit: (index: readonly number[], flat: number) => void): void {
  const count = elementCount(shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let flat = 0; flat < count; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
}
