// Sums and means over axes, and the broadcast that is their transpose.

import { defineOp, requireShape } from '../op';
import { elementCount, type Shape, sameShape, type Value } from '../value';
import { reshape } from './shape';

interface Axes {
  axes: readonly number[];
  /** Kept as size one, so that the result broadcasts against the input. */
  keepDimensions: boolean;
}

/** Attributes of `reduceSum`. */
export interface ReductionAttributes extends Axes {
  /** Multiplies the sum: 1/count for a mean. Default 1. */
  scale?: number;
}

const reducedShape = (shape: Shape, { axes, keepDimensions }: Axes): Shape =>
  shape.flatMap((size, axis) => (axes.includes(axis) ? (keepDimensions ? [1] : []) : [size]));

/** y = scale·Σ x over `axes`. */
defineOp({
  name: 'reduceSum',
  infer: ([x], attributes) => {
    const axes = attributes as unknown as Axes;
    for (const axis of axes.axes)
      requireShape(
        axis >= 0 && axis < x.shape.length,
        'reduceSum',
        `axis ${axis} of ${x.name}`,
        x.shape,
        'that axis',
      );
    return [{ shape: reducedShape(x.shape, axes), dtype: x.dtype }];
  },
  flops: (node) => elementCount(node.inputs[0].shape),
  gradient: (node, [gradient]) => {
    const x = node.inputs[0];
    const kept = reducedShape(x.shape, { ...(node.attributes as unknown as Axes), keepDimensions: true });
    const { scale = 1 } = node.attributes as unknown as ReductionAttributes;
    if (!gradient) return [];
    // Applied by name: elementwise.ts needs this file for the gradients of broadcasting.
    const scaled =
      scale === 1
        ? gradient
        : gradient.graph.apply('multiply', [gradient, gradient.graph.constant(scale)])[0];
    return [broadcastTo(reshape(scaled, kept), x.shape)];
  },
});

/** Copies size-one axes out to `attributes.shape`. */
defineOp({
  name: 'broadcast',
  infer: ([x], attributes) => {
    const shape = attributes.shape as Shape;
    const fits =
      x.shape.length === shape.length && x.shape.every((size, axis) => size === 1 || size === shape[axis]);
    requireShape(fits, 'broadcast', x.name, x.shape, `sizes of one or those of [${shape.join(', ')}]`);
    return [{ shape, dtype: x.dtype }];
  },
  flops: () => 0,
  gradient: (node, [gradient]) => [gradient && sumTo(gradient, node.inputs[0].shape)],
});

/** Sum over `axes`; the result loses them unless `keepDimensions`. Default: all axes. */
export function reduceSum(x: Value, axes = x.shape.map((_, axis) => axis), keepDimensions = false): Value {
  return x.graph.apply('reduceSum', [x], { axes: [...axes].sort((a, b) => a - b), keepDimensions })[0];
}

/** Mean over `axes`. Default: all axes. */
export function reduceMean(x: Value, axes = x.shape.map((_, axis) => axis), keepDimensions = false): Value {
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const sorted = [...axes].sort((a, b) => a - b);
  return x.graph.apply('reduceSum', [x], { axes: sorted, keepDimensions, scale: 1 / count })[0];
}

export function broadcastTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const padded = [...Array(shape.length - x.shape.length).fill(1), ...x.shape];
  return x.graph.apply('broadcast', [reshape(x, padded)], { shape })[0];
}

/** Sums `x` down to `shape`: the transpose of broadcasting `shape` up to x's. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  if (lead < 0 || shape.some((size, axis) => size !== 1 && size !== x.shape[axis + lead]))
    return reshape(broadcastTo(x, shape), shape);
  const axes = x.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  const summed = axes.length ? reduceSum(x, axes) : x;
  return reshape(summed, shape);
}
