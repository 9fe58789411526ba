// periodicPull: one parameter's elements towards the multiples of its period. The padding behind it, all zeros, stays.

import { type Wave, waves } from '../../graph/ops/optimizer';
import { elementCount } from '../../graph/value';
import { defineKernel, labelOf, read, spread, update } from '../kernel';

const WORKGROUP = 64;

defineKernel('periodicPull', (node, context) => {
  const [parameter, ...scalars] = node.inputs;
  const flat = context.flat([parameter]);
  const count = Math.ceil(elementCount(parameter.shape) / 4);
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: 'optimizer/periodic_pull',
        constants: { WORKGROUP, WAVE: waves.indexOf(node.attributes.wave as Wave) },
      },
      bindings: [update(flat), ...scalars.map(read)],
      params: [count],
      workgroups: spread(Math.ceil(count / WORKGROUP), context.limits),
    },
  ];
});
