// Dropout; its gradient is the same op on the gradient.

import { elementCount } from '../../graph/value';
import { defineKernel, f32, labelOf, read, spread, write } from '../kernel';

const WORKGROUP = 64;

defineKernel('dropout', (node, { limits }) => {
  const [x, step] = node.inputs;
  const { rate, seed, stream } = node.attributes as Record<string, number>;
  const count = elementCount(x.shape);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'dropout/dropout', constants: { WORKGROUP } },
      bindings: [read(x), read(step), write(node.outputs[0])],
      params: [count, Math.round(rate * 2 ** 24), seed, stream, f32(1 / (1 - rate))],
      workgroups: spread(Math.ceil(count / WORKGROUP), limits),
    },
  ];
});
