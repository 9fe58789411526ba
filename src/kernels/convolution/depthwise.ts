// Depthwise convolution, one filter a channel: bound by bandwidth, so one invocation per pixel and four
// channels, without any product.

import { elementCount, type Node } from '../../graph/value';
import { epilogueBindings, epilogueConstants, outputOf } from '../gemm/epilogue';
import { operandLibraries, standIn } from '../gemm/product';
import { padded, Repacking } from '../gemm/repack';
import { type Dispatch, type LoweringContext, labelOf, type Param, read, spread, write } from '../kernel';
import { type Geometry, pixels } from './geometry';

const WORKGROUP = 64;

/** Pixels that one invocation of the weight gradient adds up, at least. */
const PIXELS_PER_PART = 256;
const MOST_PARTS = 64;

export const isDepthwise = ({ groups, channels, filters }: Geometry): boolean =>
  groups > 1 && channels === 1 && filters === 1;

export function lowerDepthwise(node: Node, context: LoweringContext, g: Geometry): Dispatch[] {
  const { groups } = g;
  const channels = padded(groups);
  const repacking = new Repacking(node, context);
  const [first, second] = node.inputs.map((value) => repacking.pad(value, [1, groups]));
  const include = operandLibraries({ left: first, right: second }, context);
  const params: Param[] = [
    channels / 4,
    ...g.input,
    ...g.output,
    ...g.kernel,
    ...g.stride,
    ...[g.padding[0], g.padding[2], ...g.dilation].map((i32) => ({ i32 })),
  ];

  if (node.op === 'convolutionWeightGradient') {
    const positions = pixels(g.images, g.output);
    const parts = Math.max(1, Math.min(MOST_PARTS, Math.floor(positions / PIXELS_PER_PART)));
    const dw = repacking.crop(node.outputs[0], [1, groups]);
    const fours = (g.kernel[0] * g.kernel[1] * channels) / 4;
    const partial = context.scratch([parts, fours * 4], 'partial');
    const sum = { product: dw, epilogue: {} };
    return [
      ...repacking.before,
      {
        label: labelOf(node, 'partial'),
        kernel: { shader: 'convolution/depthwise_weight_gradient', include, constants: { WORKGROUP } },
        bindings: [read(first), read(second), write(partial)],
        params: [fours, positions, Math.ceil(positions / parts), parts, ...params],
        workgroups: spread(Math.ceil((fours * parts) / WORKGROUP), context.limits),
      },
      {
        label: labelOf(node, 'sum'),
        kernel: {
          shader: 'gemm/sum_partials',
          include: ['epilogue'],
          constants: { WORKGROUP, ...epilogueConstants(sum) },
        },
        bindings: [read(partial), read(partial), ...epilogueBindings(sum, partial, context)],
        params: [fours, parts, 1],
        workgroups: spread(Math.ceil(fours / WORKGROUP), context.limits),
        flops: parts * fours * 4,
      },
      ...repacking.after,
    ];
  }

  const output = repacking.output(outputOf(node), groups);
  const results = elementCount(output.product.shape) / 4;
  const shader = node.op === 'convolution' ? 'depthwise' : 'depthwise_input_gradient';
  return [
    ...repacking.before,
    {
      label: labelOf(node),
      kernel: {
        shader: `convolution/${shader}`,
        include,
        constants: { WORKGROUP, ...epilogueConstants(output) },
      },
      bindings: [read(first), read(second), ...epilogueBindings(output, standIn(first, context), context)],
      params: [results, ...params],
      workgroups: spread(Math.ceil(results / WORKGROUP), context.limits),
    },
    ...repacking.after,
  ];
}
