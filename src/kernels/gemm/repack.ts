// Products read whole fours and write whole vec4s. Tensors whose last axis is no multiple of four are copied into
// padded scratch first, and results are cropped from it: a few per cent of a product's own time.

import { elementCount, type Node, type Value } from '../../graph/value';
import { type Dispatch, type LoweringContext, labelOf, read, spread, write } from '../kernel';
import type { ProductOutput } from './epilogue';

const WORKGROUP = 64;

export const padded = (size: number): number => 4 * Math.ceil(size / 4);

/** Middle and inner axis of a tensor seen as [outer, middle, inner]. */
type Box = readonly [middle: number, inner: number];

/** Collects the copies that must run before and after the product of one node. */
export class Repacking {
  readonly before: Dispatch[] = [];
  readonly after: Dispatch[] = [];

  constructor(
    private readonly node: Node,
    private readonly context: LoweringContext,
  ) {}

  /** `value`, seen as [outer, ...from], with its last two axes padded with zeros to `to`. */
  pad(value: Value, from: Box, to: Box = [from[0], padded(from[1])]): Value {
    if (from[0] === to[0] && from[1] === to[1]) return value;
    const outer = elementCount(value.shape) / (from[0] * from[1]);
    const copy = this.context.scratch([outer * to[0] * to[1]], `${value.name}.padded`, value.dtype);
    this.before.push(this.#copy('pad', value, from, copy, to));
    return copy;
  }

  /** Scratch of padded shape that is cropped into `value`, seen as [outer, ...box], after the product. */
  crop(value: Value, box: Box, from: Box = [box[0], padded(box[1])]): Value {
    if (from[0] === box[0] && from[1] === box[1]) return value;
    const outer = elementCount(value.shape) / (box[0] * box[1]);
    const whole = this.context.scratch([outer * from[0], from[1]], `${value.name}.padded`);
    // A crop of a crop's source must run first.
    this.after.unshift(this.#copy('crop', whole, from, value, box));
    return whole;
  }

  /** An output whose tensors have rows of `columns` elements in `groups` groups. */
  output(output: ProductOutput, columns: number): ProductOutput {
    const wide = (value: Value | undefined) => value && this.pad(value, [1, columns]);
    return {
      epilogue: output.epilogue,
      bias: wide(output.bias),
      residual: wide(output.residual),
      source: wide(output.source),
      product: this.crop(output.product, [1, columns]),
      preActivation: output.preActivation && this.crop(output.preActivation, [1, columns]),
    };
  }

  #copy(phase: string, from: Value, fromBox: Box, to: Value, toBox: Box): Dispatch {
    const halves = to.dtype === 'f16';
    const count = elementCount(to.shape) / (halves ? 2 : 1);
    return {
      label: labelOf(this.node, phase),
      kernel: { shader: halves ? 'gemm/repack_halves' : 'gemm/repack', constants: { WORKGROUP } },
      bindings: [read(from), write(to)],
      params: [count, fromBox[1], fromBox[0], toBox[1], toBox[0]],
      workgroups: spread(Math.ceil(count / WORKGROUP), this.context.limits),
      flops: 0,
    };
  }
}
