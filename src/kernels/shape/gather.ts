// Rows of a matrix by index on the GPU.

import { elementCount } from '../../graph/value';
import { defineKernel, labelOf, read, write } from '../kernel';
import { rowCopy, vectorWidth } from '../launch';

defineKernel('gather', (node, context) => {
  const [x, indices] = node.inputs;
  const [y] = node.outputs;
  const rows = elementCount(indices.shape);
  const elements = elementCount(x.shape.slice(1));
  if (rows * elements === 0) return [];
  const { width, include } = vectorWidth(elements);
  const { lanes, constants, workgroups } = rowCopy(rows, elements / width, context);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'shape/gather', constants, include },
      bindings: [read(x), read(indices), write(y)],
      params: [rows, lanes, elements / width, x.shape[0]],
      workgroups,
    },
  ];
});
