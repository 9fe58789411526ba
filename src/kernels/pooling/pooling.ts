// Pooling and its gradient on the GPU, one invocation per pixel and vector of channels. The gradient of a
// maximum first finds each window's winner again, so that a pixel need not search every window over it.

import type { PoolingAttributes } from '../../graph/ops/pooling';
import { elementCount, type Node, type Shape, type Value } from '../../graph/value';
import { type Dispatch, defineKernel, labelOf, read, spread, write } from '../kernel';
import { type LaunchContext, vectorWidth } from '../launch';

const WORKGROUP = 64;

interface Launch {
  shader: string;
  phase?: string;
  inputs: readonly Value[];
  result: Value;
  /** Flags of the shader. */
  constants?: Readonly<Record<string, number>>;
}

function poolingDispatch(
  node: Node,
  [, height, width, channels]: Shape,
  [, outHeight, outWidth]: Shape,
  { shader, phase, inputs, result, constants }: Launch,
  context: LaunchContext,
): Dispatch {
  const { window, stride, padding } = node.attributes as unknown as PoolingAttributes;
  const vector = vectorWidth(channels);
  const columns = channels / vector.width;
  const count = elementCount(result.shape) / vector.width;
  const [top, , left] = padding;
  return {
    label: labelOf(node, phase),
    kernel: {
      shader: `pooling/${shader}`,
      constants: { WORKGROUP, ...constants },
      include: vector.include,
    },
    bindings: [...inputs.map(read), write(result)],
    params: [count, height, width, columns, outHeight, outWidth, ...window, ...stride, top, left],
    workgroups: spread(Math.ceil(count / WORKGROUP), context.limits),
  };
}

const isMaximum = (node: Node): boolean => (node.attributes as unknown as PoolingAttributes).kind === 'max';

defineKernel('pooling', (node, context) => {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const constants = { MAXIMUM: Number(isMaximum(node)) };
  const launch = { shader: 'pooling', inputs: [x], result: y, constants };
  return [poolingDispatch(node, x.shape, y.shape, launch, context)];
});

defineKernel('poolingGradient', (node, context) => {
  const [dy, x] = node.inputs;
  const [dx] = node.outputs;
  const constants = { MAXIMUM: Number(isMaximum(node)) };
  const gather = (winners: Value): Dispatch => {
    const launch = { shader: 'pooling_gradient', inputs: [dy, winners], result: dx, constants };
    return poolingDispatch(node, x.shape, dy.shape, launch, context);
  };
  // The mean has no winners; dy stands in for a binding that is not read.
  if (!isMaximum(node)) return [gather(dy)];
  const winners = context.scratch(dy.shape, 'winners', 'u32');
  const launch = { shader: 'pooling_winners', phase: 'winners', inputs: [x], result: winners };
  return [poolingDispatch(node, x.shape, dy.shape, launch, context), gather(winners)];
});
