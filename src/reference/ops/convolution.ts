// Two-dimensional convolution and its two gradients in float64: one walk over all multiply-adds,
// with a different operand summed into each time.

import { convolutionAttributes } from '../../graph/ops/convolution';
import type { Node, Shape } from '../../graph/value';
import { defineReference } from '../interpreter';
import { tensor } from '../tensor';
import { applyEpilogue } from './epilogue';

/** Calls `visit` with the flat indices into x, w and y of every multiply-add whose tap lies inside x. */
function forEachProduct(
  node: Pick<Node, 'attributes'>,
  [N, H, W, C]: Shape,
  [KH, KW, CG, F]: Shape,
  [, OH, OW]: Shape,
  visit: (x: number, w: number, y: number) => void,
): void {
  const { stride, padding, dilation, groups } = convolutionAttributes(node);
  const filters = F / groups;
  const taps = (n: number, oh: number, ow: number, f: number) => {
    const y = ((n * OH + oh) * OW + ow) * F + f;
    const firstChannel = Math.floor(f / filters) * CG;
    for (let kh = 0; kh < KH; kh++) {
      const h = oh * stride[0] - padding[0] + kh * dilation[0];
      if (h < 0 || h >= H) continue;
      for (let kw = 0; kw < KW; kw++) {
        const w = ow * stride[1] - padding[2] + kw * dilation[1];
        if (w < 0 || w >= W) continue;
        for (let c = 0; c < CG; c++)
          visit(((n * H + h) * W + w) * C + firstChannel + c, ((kh * KW + kw) * CG + c) * F + f, y);
      }
    }
  };
  for (let n = 0; n < N; n++)
    for (let oh = 0; oh < OH; oh++)
      for (let ow = 0; ow < OW; ow++) for (let f = 0; f < F; f++) taps(n, oh, ow, f);
}

/** y[n, oh, ow, f] = Σ x[n, oh·s − p + kh·d, ow·s − p + kw·d, c]·w[kh, kw, c, f] over f's group. */
defineReference('convolution', (inputs, node) => {
  const [x, w] = inputs;
  const y = tensor(node.outputs[0].shape);
  forEachProduct(node, x.shape, w.shape, y.shape, (i, j, k) => {
    y.data[k] += x.data[i] * w.data[j];
  });
  return applyEpilogue(y, inputs, node, 2);
});

defineReference('convolutionInputGradient', (inputs, node) => {
  const [dy, w] = inputs;
  const dx = tensor(node.attributes.shape as Shape);
  forEachProduct(node, dx.shape, w.shape, dy.shape, (i, j, k) => {
    dx.data[i] += dy.data[k] * w.data[j];
  });
  return applyEpilogue(dx, inputs, node, 2);
});

defineReference('convolutionWeightGradient', ([x, dy], node) => {
  const dw = tensor(node.attributes.shape as Shape);
  forEachProduct(node, x.shape, dw.shape, dy.shape, (i, j, k) => {
    dw.data[j] += x.data[i] * dy.data[k];
  });
  return [dw];
});
