// A convolution's sizes as its kernels want them: channels of a group padded to whole vec4s, windows that
// step over an image, and the phases of a strided convolution's input gradient.

import { type ConvolutionAttributes, convolutionAttributes } from '../../graph/ops/convolution';
import type { Node, Shape, Value } from '../../graph/value';
import { padded, type Repacking } from '../gemm/repack';

export interface Geometry extends ConvolutionAttributes {
  images: number;
  /** Height and width of x, of y, and of the kernel. */
  input: readonly [number, number];
  output: readonly [number, number];
  kernel: readonly [number, number];
  /** Channels and filters of one group, and the same padded. */
  channels: number;
  filters: number;
  paddedChannels: number;
  paddedFilters: number;
}

/** From the shapes of x, w and y, each [.., height, width, channels] but w: [KH, KW, C/groups, F]. */
export function geometryOf(node: Node, x: Shape, w: Shape, y: Shape): Geometry {
  const attributes = convolutionAttributes(node);
  const channels = w[2];
  const filters = w[3] / attributes.groups;
  return {
    ...attributes,
    images: x[0],
    input: [x[1], x[2]],
    output: [y[1], y[2]],
    kernel: [w[0], w[1]],
    channels,
    filters,
    paddedChannels: padded(channels),
    paddedFilters: padded(filters),
  };
}

/** A 1×1 convolution that looks at every pixel is a matrix product of pixels and weights. */
export const isPointwise = ({ kernel, stride, padding, groups }: Geometry): boolean =>
  groups === 1 && [...kernel, ...stride].every((n) => n === 1) && padding.every((n) => n === 0);

export const pixels = (images: number, [height, width]: readonly [number, number]): number =>
  images * height * width;

/** w with padded channels and filters: [KH·KW, paddedChannels, groups · paddedFilters]. */
export function padWeights(w: Value, g: Geometry, repacking: Repacking): Value {
  const width = g.groups * g.paddedFilters;
  const wide = repacking.pad(w, [1, g.filters]);
  return repacking.pad(wide, [g.channels, width], [g.paddedChannels, width]);
}

/** Scratch for padded weight gradients, cropped into dw. */
export function cropWeights(dw: Value, g: Geometry, repacking: Repacking): Value {
  const width = g.groups * g.filters;
  const narrow = repacking.crop(dw, [g.channels, width], [g.paddedChannels, width]);
  return repacking.crop(narrow, [1, g.filters]);
}

/** Every `stride`-th row (or column) of dx from `first` on, and the taps that reach it. */
export interface Phase {
  first: number;
  /** Rows of dx in this phase. */
  size: number;
  /** The first such tap, the distance to the next, and their number. */
  tap: number;
  tapStep: number;
  taps: number;
  /** Row of dy that the first tap reaches from the phase's first row, and the distance per tap. */
  origin: number;
  originStep: number;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/**
 * dx[h] = Σ_k dy[(h + padding − k·dilation) / stride] · w[k] over the taps where that is whole. Rows that
 * agree modulo the stride share their taps.
 */
export function phasesOf(g: Geometry, axis: 0 | 1): Phase[] {
  const stride = g.stride[axis];
  const dilation = g.dilation[axis];
  const divisor = greatestCommonDivisor(dilation, stride);
  const tapStep = stride / divisor;
  const phases: Phase[] = [];
  for (let first = 0; first < Math.min(stride, g.input[axis]); first++) {
    const reach = (tap: number) => first + g.padding[2 * axis] - tap * dilation;
    let tap = 0;
    while (tap < tapStep && reach(tap) % stride !== 0) tap++;
    const taps = tap < tapStep ? Math.max(0, Math.ceil((g.kernel[axis] - tap) / tapStep)) : 0;
    phases.push({
      first,
      size: Math.ceil((g.input[axis] - first) / stride),
      tap,
      tapStep,
      taps,
      origin: taps ? reach(tap) / stride : 0,
      originStep: dilation / divisor,
    });
  }
  return phases;
}
