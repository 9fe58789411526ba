// Transpose and slice on the GPU: both read the source by strides and write rows in order.

import { elementCount, type Node } from '../../graph/value';
import { type Dispatch, defineKernel, type LoweringContext, labelOf, read, write } from '../kernel';
import { rowCopy, vectorWidth } from '../launch';
import { mergeStrides, outerAxes, type StridedAxis } from './axes';

/** Copies x, walked along `axes` from element `offset`, into the node's result. */
function stridedCopy(
  node: Node,
  axes: readonly StridedAxis[],
  offset: number,
  context: LoweringContext,
): Dispatch[] {
  const count = elementCount(node.outputs[0].shape);
  if (count === 0) return [];
  const merged = mergeStrides(axes);
  const inner = merged.at(-1)!;
  const outer = outerAxes(node.op, merged, { size: 1, stride: 0 });
  const contiguous = inner.stride === 1 ? [] : [1];
  const { width, include } = vectorWidth(
    inner.size,
    offset,
    ...outer.map(({ stride }) => stride),
    ...contiguous,
  );
  const rows = count / inner.size;
  const { lanes, constants, workgroups } = rowCopy(rows, inner.size / width, context);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'shape/strided_copy', constants, include },
      bindings: [read(node.inputs[0]), write(node.outputs[0])],
      params: [
        rows,
        inner.size / width,
        lanes,
        offset / width,
        inner.stride,
        ...outer.slice(1).map(({ size }) => size),
        ...outer.map(({ stride }) => stride / width),
      ],
      workgroups,
    },
  ];
}

/** Elements between neighbours along each axis of a row-major tensor. */
const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => elementCount(shape.slice(axis + 1)));

defineKernel('transpose', (node, context) => {
  const order = node.attributes.order as readonly number[];
  const { shape } = node.inputs[0];
  const strides = stridesOf(shape);
  const axes = order.map((axis) => ({ size: shape[axis], stride: strides[axis] }));
  return stridedCopy(node, axes, 0, context);
});

defineKernel('slice', (node, context) => {
  const starts = node.attributes.starts as readonly number[];
  const strides = stridesOf(node.inputs[0].shape);
  const axes = node.outputs[0].shape.map((size, axis) => ({ size, stride: strides[axis] }));
  const offset = starts.reduce((sum, start, axis) => sum + start * strides[axis], 0);
  return stridedCopy(node, axes, offset, context);
});
