// Long short-term memory and its gradient: a workgroup a sequence, which walks through the steps.

import type { Node } from '../../graph/value';
import {
  type Binding,
  type Dispatch,
  defineKernel,
  type LoweringContext,
  labelOf,
  read,
  spread,
  write,
} from '../kernel';
import { vectorWidth } from '../launch';

/** Invocations are rounded up to this; vectors of units beyond the largest workgroup are taken in turns. */
const LANES = 16;

function dispatch(
  node: Node,
  shader: string,
  bindings: Binding[],
  [batch, steps, units]: readonly number[],
  { limits }: LoweringContext,
): Dispatch {
  const vector = vectorWidth(units);
  const vectors = units / vector.width;
  const WORKGROUP = Math.min(LANES * Math.ceil(vectors / LANES), limits.maxComputeInvocationsPerWorkgroup);
  return {
    label: labelOf(node),
    kernel: { shader, constants: { WORKGROUP }, include: vector.include },
    bindings,
    params: [batch, steps, vectors],
    workgroups: spread(batch, limits),
  };
}

defineKernel('lstm', (node, context) => {
  const bindings = [...node.inputs.map(read), ...node.outputs.map(write)];
  return [dispatch(node, 'recurrent/lstm', bindings, node.outputs[0].shape, context)];
});

defineKernel('lstmGradient', (node, context) => {
  const { shape } = node.inputs[0];
  const carried = context.scratch([shape[0], shape[2]], 'carried');
  const bindings = [...node.inputs.map(read), write(node.outputs[0]), write(carried)];
  return [dispatch(node, 'recurrent/lstm_gradient', bindings, shape, context)];
});
