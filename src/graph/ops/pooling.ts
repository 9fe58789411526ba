// Max and average pooling over windows, channels last. x: [N, H, W, C].
// Average pooling divides by the taps inside the image; max pooling sends its gradient to the
// first largest tap in row-major order, as PyTorch does.

import { defineOp, requireShape } from '../op';
import type { Shape, Value } from '../value';
import { type ConvolutionAttributes, windowOutput } from './convolution';

export interface PoolingAttributes extends Omit<ConvolutionAttributes, 'groups' | 'dilation'> {
  kind: 'max' | 'average';
  window: readonly [number, number];
}

/** Shape of the result of pooling `x` [N, H, W, C]. */
export function poolingShape(x: Shape, attributes: Omit<PoolingAttributes, 'kind'>): Shape {
  const [height, width] = windowOutput(x.slice(1, 3), attributes.window, { ...attributes, dilation: [1, 1] });
  return [x[0], height, width, x[3]];
}

defineOp({
  name: 'pooling',
  infer: ([x], attributes) => {
    const pooling = attributes as unknown as PoolingAttributes;
    requireShape(x.shape.length === 4, 'pooling', x.name, x.shape, '[N, H, W, C]');
    const shape = poolingShape(x.shape, pooling);
    const [, height, width] = shape;
    requireShape(
      height > 0 && width > 0,
      'pooling',
      x.name,
      x.shape,
      `at least one window of ${pooling.window.join('×')}`,
    );
    return [{ shape, dtype: x.dtype }];
  },
  flops: (node) => {
    const [rows, columns] = (node.attributes as unknown as PoolingAttributes).window;
    return node.outputs[0].shape.reduce((a, b) => a * b, rows * columns);
  },
  gradient: (node, [gradient]) => {
    const x = node.inputs[0];
    return [
      gradient?.graph.apply('poolingGradient', [gradient, x], { ...node.attributes, shape: x.shape })[0],
    ];
  },
});

/** dx from (dy, x); max pooling finds its winner again from x. */
defineOp({
  name: 'poolingGradient',
  infer: (_, attributes) => [{ shape: attributes.shape as Shape, dtype: 'f32' }],
});

interface PoolingOptions {
  window: number;
  stride?: number;
  padding?: number;
}

const pooling = (
  kind: PoolingAttributes['kind'],
  x: Value,
  { window, stride = window, padding = 0 }: PoolingOptions,
): Value => {
  const attributes: PoolingAttributes = {
    kind,
    window: [window, window],
    stride: [stride, stride],
    padding: [padding, padding, padding, padding],
  };
  return x.graph.apply('pooling', [x], { ...attributes })[0];
};

export const maxPool = (x: Value, options: PoolingOptions): Value => pooling('max', x, options);
export const averagePool = (x: Value, options: PoolingOptions): Value => pooling('average', x, options);
