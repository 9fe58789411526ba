// Two-dimensional convolution, channels last, with its two gradients.
// x: [N, H, W, C]   w: [KH, KW, C/groups, F]   y: [N, OH, OW, F]. Operands may be stored as halves; sums are f32.

import { ShapeError } from '../../base/errors';
import { defineOp, requireReal, requireShape } from '../op';
import { elementCount, type Node, type Shape, sameShape, type Value } from '../value';
import { epilogueInputs, epilogueOf, epilogueResults } from './matmul';

export interface ConvolutionAttributes {
  /** Step between windows, [rows, columns]. */
  stride: readonly [number, number];
  /** Zeros added at the [top, bottom, left, right]. */
  padding: readonly [number, number, number, number];
  /** Distance between taps, [rows, columns]. */
  dilation: readonly [number, number];
  /** Channels are split into this many independent convolutions; C for depthwise. */
  groups: number;
}

export const convolutionAttributes = (node: Pick<Node, 'attributes'>): ConvolutionAttributes =>
  node.attributes as unknown as ConvolutionAttributes;

/** Output height and width of a window of `kernel` sliding over `size`. */
export function windowOutput(
  size: readonly number[],
  kernel: readonly number[],
  a: Omit<ConvolutionAttributes, 'groups'>,
): [number, number] {
  const along = (axis: 0 | 1) =>
    Math.floor(
      (size[axis] +
        a.padding[2 * axis] +
        a.padding[2 * axis + 1] -
        a.dilation[axis] * (kernel[axis] - 1) -
        1) /
        a.stride[axis],
    ) + 1;
  return [along(0), along(1)];
}

function outputShape(x: Shape, w: Shape, attributes: ConvolutionAttributes): Shape {
  requireShape(x.length === 4, 'convolution', 'x', x, '[N, H, W, C]');
  requireShape(w.length === 4, 'convolution', 'w', w, '[KH, KW, C/groups, F]');
  const { groups } = attributes;
  if (x[3] !== w[2] * groups || w[3] % groups)
    throw new ShapeError(
      `convolution: ${x[3]} channels do not fit weights [${w.join(', ')}] in ${groups} groups.`,
    );
  const [height, width] = windowOutput(x.slice(1, 3), w.slice(0, 2), attributes);
  requireShape(height > 0 && width > 0, 'convolution', 'x', x, `at least one window of ${w[0]}×${w[1]}`);
  return [x[0], height, width, w[3]];
}

/** Multiply-adds ×2 of a convolution from `w` to the output `y`. */
const convolutionFlops = (w: Shape, y: Shape): number => 2 * elementCount(y) * w[0] * w[1] * w[2];

defineOp({
  name: 'convolution',
  halves: [0, 1],
  infer: (inputs, attributes) => {
    requireReal('convolution', inputs.slice(0, 2));
    const shape = outputShape(
      inputs[0].shape,
      inputs[1].shape,
      attributes as unknown as ConvolutionAttributes,
    );
    const epilogue = epilogueOf(attributes);
    const { bias } = epilogueInputs(epilogue, 2);
    if (bias !== undefined)
      requireShape(
        sameShape(inputs[bias].shape, [shape[3]]),
        'convolution',
        'bias',
        inputs[bias].shape,
        `[${shape[3]}]`,
      );
    return epilogueResults(shape, epilogue);
  },
  flops: (node) => convolutionFlops(node.inputs[1].shape, node.outputs[0].shape),
  gradient: (node, [gradient], needed) => {
    if (!gradient) return [undefined, undefined];
    const [x, w] = node.inputs;
    const { stride, padding, dilation, groups } = convolutionAttributes(node);
    const window = { stride, padding, dilation, groups };
    const apply = (op: string, a: Value, b: Value, shape: Shape) =>
      gradient.graph.apply(op, [a, b], { ...window, shape })[0];
    return [
      needed[0] ? apply('convolutionInputGradient', gradient, w, x.shape) : undefined,
      needed[1] ? apply('convolutionWeightGradient', x, gradient, w.shape) : undefined,
    ];
  },
});

/** dx from (dy, w); `attributes.shape` is x's. Accepts the epilogue of a GEMM. */
defineOp({
  name: 'convolutionInputGradient',
  halves: [0, 1],
  infer: (_, attributes) => epilogueResults(attributes.shape as Shape, epilogueOf(attributes)),
  flops: (node) => convolutionFlops(node.inputs[1].shape, node.inputs[0].shape),
});

/** dw from (x, dy); `attributes.shape` is w's. */
defineOp({
  name: 'convolutionWeightGradient',
  halves: [0, 1],
  infer: (_, attributes) => [{ shape: attributes.shape as Shape, dtype: 'f32' }],
  flops: (node) => convolutionFlops(node.outputs[0].shape, node.inputs[1].shape),
});

/** Convolves x [N, H, W, C] with w [KH, KW, C/groups, F]; padding may be one number for all sides. */
export function convolution(
  x: Value,
  w: Value,
  options: { stride?: number; padding?: number; dilation?: number; groups?: number } = {},
): Value {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  const attributes: ConvolutionAttributes = {
    stride: [stride, stride],
    padding: [padding, padding, padding, padding],
    dilation: [dilation, dilation],
    groups,
  };
  return x.graph.apply('convolution', [x, w], { ...attributes, epilogue: {} })[0];
}
