// Placing a block in a tensor of zeros on the GPU: the gradient of a slice.

import { elementCount, type Shape } from '../../graph/value';
import { defineKernel, labelOf, read, write } from '../kernel';
import { rowCopy, vectorWidth } from '../launch';
import { mergeBlocks, outerAxes } from './axes';

defineKernel('pad', (node, context) => {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const starts = node.attributes.starts as readonly number[];
  const shape = node.attributes.shape as Shape;
  const merged = mergeBlocks(
    shape.map((size, axis) => ({ size, start: starts[axis], extent: x.shape[axis] })),
  );
  const inner = merged.at(-1)!;
  const outer = outerAxes('pad', merged, { size: 1, start: 0, extent: 1 });
  const { width, include } = vectorWidth(inner.size, inner.start, inner.extent);
  const rows = elementCount(shape) / inner.size;
  const { lanes, constants, workgroups } = rowCopy(rows, inner.size / width, context);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'shape/pad', constants, include },
      bindings: [read(x), write(y)],
      params: [
        rows,
        inner.size / width,
        lanes,
        inner.start / width,
        inner.extent / width,
        ...outer.slice(1).map(({ size }) => size),
        ...outer.map(({ start }) => start),
        ...outer.map(({ extent }) => extent),
      ],
      workgroups,
    },
  ];
});
