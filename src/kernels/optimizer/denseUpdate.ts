// Updates every dense parameter in one dispatch: parameters, gradients and each moment lie in flat
// buffers of one layout, decayed parameters first. Padding between tensors is updated with them and
// stays zero, because its gradients are.

import { type DenseUpdateAttributes, denseUpdateOperands } from '../../graph/ops/optimizer';
import { elementCount, type Value } from '../../graph/value';
import {
  type Binding,
  defineKernel,
  f32,
  type LoweringContext,
  labelOf,
  read,
  spread,
  update,
} from '../kernel';

const WORKGROUP = 64;
/** Elements a vector. */
const LANES = 4;

defineKernel('denseUpdate', (node, context) => {
  const attributes = node.attributes as unknown as DenseUpdateAttributes;
  const { parameters, gradients, moments, learningRate, step, gradientScale } = denseUpdateOperands(node);
  if (parameters.length === 0) return [];
  const flatParameters = context.flat(parameters);
  const count = Math.ceil(elementCount(flatParameters.shape) / LANES);
  const params = [
    count,
    decayedElements(parameters, context, count * LANES) / LANES,
    f32(attributes.weightDecay),
    f32(attributes.momentum),
    f32(attributes.epsilon),
    f32(1 - attributes.beta1),
    f32(1 - attributes.beta2),
    f32(logarithm(attributes.beta1)),
    f32(logarithm(attributes.beta2)),
  ];
  const bindings: Binding[] = [
    read(context.flat(gradients)),
    read(learningRate),
    // A binding cannot be absent: any one-element tensor stands in for the scale.
    read(gradientScale ?? learningRate),
    ...(attributes.rule === 'adamw' ? [read(step)] : []),
    update(flatParameters),
    ...moments.map((values) => update(context.flat(values))),
  ];
  const shader = attributes.rule === 'sgd' && moments.length === 0 ? 'sgd_plain' : attributes.rule;
  const nesterov = shader === 'sgd' ? { NESTEROV: Number(attributes.nesterov) } : undefined;
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: `optimizer/${shader}`,
        constants: { WORKGROUP, CLIPPED: Number(gradientScale !== undefined), ...nesterov },
      },
      bindings,
      params,
      workgroups: spread(Math.ceil(count / WORKGROUP), context.limits),
    },
  ];
});

/** ln β, finite for β = 0 as well: WGSL makes no promise about infinities. */
const logarithm = (beta: number): number => Math.log(Math.max(beta, 1e-30));

/** Where the first parameter without weight decay starts; parameters come decayed first. */
function decayedElements(parameters: readonly Value[], context: LoweringContext, all: number): number {
  const first = parameters.find((parameter) => parameter.decay === false);
  return first ? context.flatOffset(first) : all;
}
