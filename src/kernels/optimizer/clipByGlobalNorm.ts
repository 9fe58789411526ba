// The norm of all gradients and the factor that clips it: every invocation sums a stride of the flat
// gradients, then one workgroup sums those. Two dispatches, one fixed order.

import { elementCount } from '../../graph/value';
import { defineKernel, f32, labelOf, read, write } from '../kernel';

const PARTIALS_WORKGROUP = 64;
const FINAL_WORKGROUP = 256;
/** Partial sums at most: the final workgroup reads 64 each. */
const MOST_PARTIALS = 16_384;
/** Vectors an invocation should sum before another is worth its own partial. */
const VECTORS_EACH = 8;

defineKernel('clipByGlobalNorm', (node, context) => {
  const [norm, scale] = node.outputs;
  const gradients = context.flat(node.inputs);
  const count = Math.ceil(elementCount(gradients.shape) / 4);
  const total = Math.min(Math.ceil(count / VECTORS_EACH), MOST_PARTIALS);
  const partials = context.scratch([total], 'partials');
  return [
    {
      label: labelOf(node, 'partials'),
      kernel: { shader: 'optimizer/norm_partials', constants: { WORKGROUP: PARTIALS_WORKGROUP } },
      bindings: [read(gradients), write(partials)],
      params: [count, total],
      workgroups: [Math.ceil(total / PARTIALS_WORKGROUP), 1, 1],
    },
    {
      label: labelOf(node, 'scale'),
      kernel: { shader: 'optimizer/norm_scale', constants: { WORKGROUP: FINAL_WORKGROUP } },
      bindings: [read(partials), write(norm), write(scale)],
      params: [total, f32(node.attributes.maximum as number)],
      workgroups: [1, 1, 1],
    },
  ];
});
