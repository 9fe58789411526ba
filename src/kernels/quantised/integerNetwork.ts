// dequantise, integerAdd, integerMean and integerSparseAdd: what stands between integer products, an invocation for
// each word of the result.

import {
  dequantiseAttributes,
  integerAddAttributes,
  integerMeanAttributes,
} from '../../graph/ops/integerNetwork';
import { elementCount, type Node } from '../../graph/value';
import {
  type Dispatch,
  defineKernel,
  f32,
  type LoweringContext,
  labelOf,
  type Param,
  read,
  spread,
  write,
} from '../kernel';

const WORKGROUP = 64;

const i32 = (value: number): Param => ({ i32: value });

/** One invocation for each of `count`, which is the first parameter. */
function each(
  node: Node,
  { limits }: LoweringContext,
  shader: string,
  count: number,
  params: readonly Param[],
): Dispatch[] {
  return [
    {
      label: labelOf(node),
      kernel: { shader: `quantised/${shader}`, constants: { WORKGROUP } },
      bindings: [...node.inputs.map(read), ...node.outputs.map(write)],
      params: [count, ...params],
      workgroups: spread(Math.ceil(count / WORKGROUP), limits),
    },
  ];
}

defineKernel('dequantise', (node, context) => {
  const { depth, scale, zero } = dequantiseAttributes(node);
  const { shape } = node.inputs[0];
  return each(node, context, 'dequantise', elementCount(shape), [
    shape.at(-1)!,
    depth,
    i32(zero),
    f32(scale),
  ]);
});

defineKernel('integerAdd', (node, context) => {
  const { leftFactor, rightFactor, shift, leftZero, rightZero, resultZero, lowest } =
    integerAddAttributes(node);
  const half = shift > 0 ? 2 ** (shift - 1) : 0;
  const offset = half - leftFactor * leftZero - rightFactor * rightZero;
  const whole = [leftFactor, rightFactor, offset, resultZero, lowest].map(i32);
  return each(node, context, 'integer_add', elementCount(node.outputs[0].shape), [shift, ...whole]);
});

defineKernel('integerMean', (node, context) => {
  const { zero, multiplier, resultZero } = integerMeanAttributes(node);
  const { shape } = node.inputs[0];
  const places = elementCount(shape.slice(1, -1));
  return each(node, context, 'integer_mean', elementCount(node.outputs[0].shape), [
    ...[shape.at(-1)!, places, i32(-places * zero)],
    ...[f32(multiplier), i32(resultZero)],
  ]);
});

defineKernel('integerSparseAdd', (node, context) => {
  const [left, sums] = node.inputs;
  return each(node, context, 'integer_sparse_add', elementCount(sums.shape), [sums.shape[1], left.shape[1]]);
});
