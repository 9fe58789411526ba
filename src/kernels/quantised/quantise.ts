// quantise: real numbers to signed codes, with the sum of each row's codes.

import { elementCount } from '../../graph/value';
import { defineKernel, labelOf, read, spread, write } from '../kernel';

const WORKGROUP = 64;

defineKernel('quantise', (node, context) => {
  const [x, inverseScale] = node.inputs;
  const [codes, sums] = node.outputs;
  const depth = x.shape.at(-1) ?? 1;
  const rows = elementCount(sums.shape);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'quantised/quantise', constants: { WORKGROUP } },
      bindings: [read(x), read(inverseScale), write(codes), write(sums)],
      params: [rows, depth, elementCount(codes.shape) / rows, { i32: node.attributes.zero as number }],
      workgroups: spread(Math.ceil(rows / WORKGROUP), context.limits),
    },
  ];
});
