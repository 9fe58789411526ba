// convert: f32 to halves and back, a word of two an invocation.

import { elementCount } from '../../graph/value';
import { defineKernel, labelOf, read, spread, write } from '../kernel';

const WORKGROUP = 64;

defineKernel('convert', (node, context) => {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const count = elementCount(x.shape);
  return [
    {
      label: labelOf(node),
      kernel: { shader: `convert/to_${y.dtype}`, constants: { WORKGROUP } },
      bindings: [read(x), write(y)],
      params: [count],
      workgroups: spread(Math.ceil(count / 2 / WORKGROUP), context.limits),
    },
  ];
});
