// Ops that move elements without changing them. `reshape` moves nothing: it is another view of the
// same memory and costs no dispatch.

import { ShapeError } from '../../base/errors';
import { defineOp, requireShape } from '../op';
import { elementCount, formatShape, type Shape, sameShape, type Value } from '../value';

const noFlops = () => 0;

defineOp({
  name: 'reshape',
  halves: [0],
  infer: ([x], attributes) => {
    const shape = attributes.shape as Shape;
    requireShape(
      elementCount(shape) === elementCount(x.shape),
      'reshape',
      x.name,
      x.shape,
      `${elementCount(shape)} elements for ${formatShape(shape)}`,
    );
    return [{ shape, dtype: x.dtype }];
  },
  flops: noFlops,
  bytes: () => 0,
  gradient: (node, [gradient]) => [gradient && reshape(gradient, node.inputs[0].shape)],
});

defineOp({
  name: 'transpose',
  infer: ([x], attributes) => {
    const order = attributes.order as readonly number[];
    const isPermutation = order.length === x.shape.length && x.shape.every((_, axis) => order.includes(axis));
    requireShape(
      isPermutation,
      'transpose',
      x.name,
      x.shape,
      `rank ${order.length} for order ${order.join(', ')}`,
    );
    return [{ shape: order.map((axis) => x.shape[axis]), dtype: x.dtype }];
  },
  flops: noFlops,
  gradient: (node, [gradient]) => {
    const order = node.attributes.order as readonly number[];
    const inverse = order.map((_, axis) => order.indexOf(axis));
    return [gradient && transpose(gradient, inverse)];
  },
});

/** Takes `sizes` elements from `starts` along each axis. */
defineOp({
  name: 'slice',
  infer: ([x], attributes) => {
    const starts = attributes.starts as readonly number[];
    const sizes = attributes.sizes as readonly number[];
    const fits =
      starts.length === x.shape.length &&
      starts.every((start, axis) => start >= 0 && start + sizes[axis] <= x.shape[axis]);
    requireShape(
      fits,
      'slice',
      x.name,
      x.shape,
      `room for ${formatShape(sizes)} from ${formatShape(starts)}`,
    );
    return [{ shape: sizes, dtype: x.dtype }];
  },
  flops: noFlops,
  gradient: (node, [gradient]) => {
    if (!gradient) return [undefined];
    const shape = node.inputs[0].shape;
    return [gradient.graph.apply('pad', [gradient], { starts: node.attributes.starts, shape })[0]];
  },
});

/** Places x at `starts` of a zero tensor of `shape`: the transpose of `slice`. */
defineOp({
  name: 'pad',
  infer: ([x], attributes) => {
    const starts = attributes.starts as readonly number[];
    const shape = attributes.shape as Shape;
    const fits =
      starts.length === x.shape.length &&
      starts.every((start, axis) => start >= 0 && start + x.shape[axis] <= shape[axis]);
    requireShape(fits, 'pad', x.name, x.shape, `a block of ${formatShape(shape)} at ${formatShape(starts)}`);
    return [{ shape, dtype: x.dtype }];
  },
  flops: noFlops,
  gradient: (node, [gradient]) => [
    gradient && slice(gradient, node.attributes.starts as number[], node.inputs[0].shape),
  ],
});

defineOp({
  name: 'concat',
  infer: (inputs, attributes) => {
    const axis = attributes.axis as number;
    const [first, ...rest] = inputs;
    for (const other of rest)
      if (
        other.shape.length !== first.shape.length ||
        other.shape.some((size, a) => a !== axis && size !== first.shape[a])
      )
        throw new ShapeError(
          `concat: ${other.name} ${formatShape(other.shape)} does not match ${first.name} ${formatShape(first.shape)} off axis ${axis}.`,
        );
    const size = inputs.reduce((sum, input) => sum + input.shape[axis], 0);
    return [{ shape: first.shape.map((own, a) => (a === axis ? size : own)), dtype: first.dtype }];
  },
  flops: noFlops,
  gradient: (node, [gradient], needed) => {
    const axis = node.attributes.axis as number;
    let offset = 0;
    return node.inputs.map((input, index) => {
      const starts = input.shape.map((_, a) => (a === axis ? offset : 0));
      offset += input.shape[axis];
      return gradient && needed[index] ? slice(gradient, starts, input.shape) : undefined;
    });
  },
});

/** Rows of a matrix: y[i, :] = x[indices[i], :]. For trained tables use `embeddingBag`. */
defineOp({
  name: 'gather',
  infer: ([x, indices]) => {
    requireShape(indices.dtype === 'u32', 'gather', indices.name, indices.shape, 'dtype u32');
    return [{ shape: [...indices.shape, ...x.shape.slice(1)], dtype: x.dtype }];
  },
  flops: noFlops,
});

export const reshape = (x: Value, shape: Shape): Value =>
  sameShape(x.shape, shape) ? x : x.graph.apply('reshape', [x], { shape })[0];

export const transpose = (x: Value, order: readonly number[]): Value =>
  x.graph.apply('transpose', [x], { order })[0];

export const slice = (x: Value, starts: readonly number[], sizes: Shape): Value =>
  x.graph.apply('slice', [x], { starts, sizes })[0];

export const concat = (inputs: readonly Value[], axis: number): Value =>
  inputs[0].graph.apply('concat', inputs, { axis })[0];

export const gather = (x: Value, indices: Value): Value => x.graph.apply('gather', [x, indices])[0];
