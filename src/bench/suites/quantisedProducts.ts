// The products of the quantised suite: their operands, their graphs, and whether a result is right. All are whole
// numbers that f32 holds, so that every format must give them exactly.

import { type CodeBits, packCodes } from '../../base/packing';
import type { TensorData } from '../../compile/program';
import { Graph } from '../../graph/graph';
import { WORD_BITS } from '../../graph/ops/bitSerial';
import { convolution } from '../../graph/ops/convolution';
import { matmul } from '../../graph/ops/matmul';
import '../../graph/ops';
import { elementCount, type Shape, type Value } from '../../graph/value';
import { places, whole } from '../draw';
import type { Floats } from '../problem';
import type { Bits, Product } from './quantised';

/** Neighbours that share a scale where the weights alone are coded. */
export const GROUP = 32;
const CHECKED = 200;
const window = { stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 };

export interface Operands {
  /** The left operand. */
  x: Floats;
  /** [filters, taps, channels]: codes and what they stand for. */
  codes: Floats;
  weights: Floats;
}

/** Whole numbers that `bits` hold, around 0 on the right, so that sums stay small. */
export function operandsOf({ left, filters, kernel }: Product, [a, w]: Bits): Operands {
  const x = whole(elementCount(left), { 8: 128, 16: 4, 32: 4 }[a] ?? 2 ** a, 0);
  // With the largest byte in every group, whoever scales a group by its largest element codes it exactly.
  if (a === 8) for (let at = 0; at < x.length; at += GROUP) x[at] = 127;
  // Real weights are few whole numbers too.
  const width = { 16: 2, 32: 1 }[w] ?? w;
  const codes = whole(filters * kernel ** 2 * left.at(-1)!, 2 ** width, 1);
  const meaning = (code: number): number => {
    if (a === 8) return code - 128;
    // Weights alone: scale 2 and a whole zero. Few bits: odd numbers around 0, which one bit has as −1 and 1.
    return a === 32 && w < 16 ? 2 * code - 2 ** w : 2 * code - (2 ** width - 1);
  };
  return { x, codes, weights: codes.map(meaning) };
}

/** The product as a graph with the output `c`, and its operands. */
export function graphOf({ name, left, filters, kernel }: Product, bits: Bits, operands: Operands) {
  const channels = left.at(-1)!;
  const graph = new Graph();
  const states = new Map<string, TensorData>();
  const zero = { kind: 'constant', value: 0 } as const;
  const keep = (value: Value, content: TensorData): Value => {
    states.set(value.name, content);
    return value;
  };
  const real = (label: string, shape: Shape, content: Floats, bits = 32) =>
    keep(graph.state(label, shape, zero, bits === 16 ? 'f16' : 'f32'), content);
  const words = (shape: Shape, content: Uint32Array<ArrayBuffer>) =>
    keep(graph.state('w', shape, zero, 'u32'), content);
  const [a, w] = bits;
  const x = real('x', left, operands.x, a);
  const one = graph.constant([1], [1]);
  const taps = kernel > 1 ? [kernel, kernel] : [];
  const sums = { ...window, result: 'i32', operands: [], leftZero: 0, resultZero: 0 };
  const product = (): Value => {
    if (w >= 16) {
      if (name === 'matmul')
        return matmul(x, real('w', [filters, channels], operands.weights, w), { transposeB: true });
      const filtersLast = transposed(operands.weights, filters);
      return convolution(x, real('w', [...taps, channels, filters], filtersLast, w), { padding: 1 });
    }
    if (a === 8) {
      const [codes] = graph.apply('quantise', [x, one], { zero: 0 });
      const packed = words([filters, ...taps, channels / 4], packCodes(operands.weights, 8));
      return graph.apply(
        name === 'matmul' ? 'integerMatmul' : 'integerConvolution',
        [codes, packed],
        sums,
      )[0];
    }
    if (a === 32) {
      const packed = packCodes(operands.codes, w as CodeBits);
      const groups = operands.codes.length / GROUP;
      const affine = Float32Array.from({ length: 2 * groups }, (_, at) => (at % 2 ? -(2 ** w) : 2));
      const given = [x, words([packed.length], packed), real('affine', [groups, 2], affine)];
      const attributes = { bits: w, columns: filters, group: GROUP, epilogue: {} };
      return graph.apply('weightOnlyMatmul', given, attributes)[0];
    }
    const [planes] = graph.apply('packBitPlanes', [x, one], { bits: a, code: 'unsigned' });
    const packed = words([w, filters, ...taps, Math.ceil(channels / WORD_BITS)], planesOf(operands.codes, w));
    const codes = { leftCode: 'unsigned', rightCode: 'bipolar', depth: channels };
    return graph.apply(name === 'matmul' ? 'bitMatmul' : 'bitConvolution', [planes, packed], {
      ...sums,
      ...codes,
    })[0];
  };
  graph.output('c', product());
  return { graph, states };
}

/** Weights [F, taps, C] as [taps, C, F]. */
function transposed(weights: Floats, filters: number): Floats {
  const depth = weights.length / filters;
  return Float32Array.from(weights, (_, at) => weights[(at % filters) * depth + Math.floor(at / filters)]);
}

/** Bit planes of codes whose rows fill whole words. */
function planesOf(codes: Floats, bits: number): Uint32Array<ArrayBuffer> {
  const planes = new Uint32Array((bits * codes.length) / WORD_BITS);
  for (let plane = 0; plane < bits; plane++) {
    const ones = Float32Array.from(codes, (code) => (code >> plane) & 1);
    planes.set(packCodes(ones, 1), (plane * codes.length) / WORD_BITS);
  }
  return planes;
}

/** Whether results, drawn among all, are the sums they stand for. */
export function agrees(
  { left, filters, kernel }: Product,
  { x, weights }: Pick<Operands, 'x' | 'weights'>,
  c: ArrayLike<number> | undefined,
): boolean {
  const C = left.at(-1)!;
  const [H, W] = kernel > 1 ? [left[1], left[2]] : [1, 1];
  const edge = (kernel - 1) / 2;
  if (c?.length !== (elementCount(left) / C) * filters) return false;
  return places(c.length, CHECKED).every((at) => {
    const [row, f] = [Math.floor(at / filters), at % filters];
    const [h, w, image] = [Math.floor(row / W) % H, row % W, Math.floor(row / W / H)];
    let sum = 0;
    for (let i = 0; i < kernel; i++)
      for (let j = 0; j < kernel; j++) {
        const [v, u] = [h + i - edge, w + j - edge];
        if (v < 0 || v >= H || u < 0 || u >= W) continue;
        for (let channel = 0; channel < C; channel++)
          sum +=
            x[((image * H + v) * W + u) * C + channel] *
            weights[((f * kernel + i) * kernel + j) * C + channel];
      }
    return c[at] === sum;
  });
}
