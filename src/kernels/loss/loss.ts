// Losses on the GPU: one dispatch writes the loss and its gradient together.

import { elementCount } from '../../graph/value';
import { defineKernel, f32, labelOf, read, spread, write } from '../kernel';
import { rowLanes } from '../launch';

defineKernel('softmaxCrossEntropy', (node, context) => {
  const [rows, classes] = node.inputs[0].shape;
  const { constants, workgroups } = rowLanes(rows, classes <= 32 ? 1 : classes / 4, context);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'loss/softmax_cross_entropy', constants },
      bindings: [...node.inputs.map(read), ...node.outputs.map(write)],
      params: [rows, classes, f32(node.attributes.scale as number)],
      workgroups,
    },
  ];
});

defineKernel('binaryCrossEntropy', (node, context) => {
  const count = elementCount(node.inputs[0].shape);
  const constants =
    context.adapterClass === 'software' ? { WORKGROUP: 4, STEPS: 16 } : { WORKGROUP: 64, STEPS: 1 };
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'loss/binary_cross_entropy', constants },
      bindings: [...node.inputs.map(read), ...node.outputs.map(write)],
      params: [count, f32(node.attributes.scale as number)],
      workgroups: spread(Math.ceil(count / (constants.WORKGROUP * constants.STEPS)), context.limits),
    },
  ];
});
