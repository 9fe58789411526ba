// A convolution layer, without bias: batch normalisation follows and has its own shift.

import { convolution } from '../../graph/ops/convolution';
import type { Value } from '../../graph/value';
import { operandsOf } from '../forward';
import { heConvolution } from '../initialisers';
import { codedProduct } from '../lowBits';

export interface ConvolutionLayerOptions {
  filters: number;
  /** Height and width of the window. */
  kernel: number;
  stride?: number;
  groups?: number;
}

/**
 * x [N, H, W, C] to [N, ⌈H/stride⌉, ⌈W/stride⌉, filters] for odd kernels, padded by half the kernel.
 * Parameter `<name>.weight` [kernel, kernel, C/groups, filters].
 */
export function convolution2d(x: Value, name: string, options: ConvolutionLayerOptions): Value {
  const { filters, kernel, stride = 1, groups = 1 } = options;
  const shape = [kernel, kernel, x.shape[3] / groups, filters];
  return x.graph.scope(name, () => {
    const weight = x.graph.parameter('weight', shape, heConvolution(kernel, kernel, filters, groups));
    const window = { stride, padding: Math.floor(kernel / 2), groups };
    return codedProduct(...operandsOf(x, weight), (left, right) => convolution(left, right, window));
  });
}
