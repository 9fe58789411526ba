// Float64 reference of pooling: every window is a list of the input elements it covers.

import type { PoolingAttributes } from '../../graph/ops/pooling';
import type { Node, Shape } from '../../graph/value';
import { defineReference } from '../interpreter';
import { forEachIndex, type Tensor, tensor } from '../tensor';

/** Calls `visit(output element, input elements of its window in row-major order)`. */
function forEachWindow(
  input: Shape,
  output: Shape,
  { window, stride, padding }: PoolingAttributes,
  visit: (y: number, covered: readonly number[]) => void,
): void {
  const [, height, width, channels] = input;
  forEachIndex(output, ([n, oh, ow, c], y) => {
    const covered: number[] = [];
    for (let i = 0; i < window[0]; i++)
      for (let j = 0; j < window[1]; j++) {
        const h = oh * stride[0] - padding[0] + i;
        const w = ow * stride[1] - padding[2] + j;
        const inside = h >= 0 && h < height && w >= 0 && w < width;
        if (inside) covered.push(((n * height + h) * width + w) * channels + c);
      }
    visit(y, covered);
  });
}

const attributesOf = (node: Node): PoolingAttributes => node.attributes as unknown as PoolingAttributes;

const winner = (x: Tensor, covered: readonly number[]): number =>
  covered.reduce((best, i) => (x.data[i] > x.data[best] ? i : best));

defineReference('pooling', ([x], node) => {
  const attributes = attributesOf(node);
  const y = tensor(node.outputs[0].shape);
  forEachWindow(x.shape, y.shape, attributes, (i, covered) => {
    y.data[i] =
      attributes.kind === 'max'
        ? x.data[winner(x, covered)]
        : covered.reduce((sum, element) => sum + x.data[element], 0) / covered.length;
  });
  return [y];
});

defineReference('poolingGradient', ([dy, x], node) => {
  const attributes = attributesOf(node);
  const dx = tensor(x.shape);
  forEachWindow(x.shape, dy.shape, attributes, (i, covered) => {
    if (attributes.kind === 'max') dx.data[winner(x, covered)] += dy.data[i];
    else for (const element of covered) dx.data[element] += dy.data[i] / covered.length;
  });
  return [dx];
});
