// Numbers of one to four bits in bit planes, exactly.

import { roundEven } from '../../base/rounding';
import { planesAttributes } from '../../graph/ops/bitPlanes';
import { type BitCode, bitAttributes, packingOf, WORD_BITS } from '../../graph/ops/bitSerial';
import { convolutionAttributes } from '../../graph/ops/convolution';
import type { Node } from '../../graph/value';
import { defineReference } from '../interpreter';
import { type Tensor, tensor } from '../tensor';
import { finished } from './quantised';

/** The numbers that planes [bits, .., words] stand for, rows of `depth`. */
function numbersOf({ shape, data }: Tensor, code: BitCode, depth: number): Float64Array {
  const bits = shape[0];
  const words = shape.at(-1)!;
  const rows = data.length / bits / words;
  const numbers = new Float64Array(rows * depth);
  for (const at of numbers.keys()) {
    const [row, k] = [Math.floor(at / depth), at % depth];
    let q = 0;
    for (let plane = 0; plane < bits; plane++) {
      const word = data[(plane * rows + row) * words + Math.floor(k / WORD_BITS)];
      const bit = (word >>> (k % WORD_BITS)) & 1;
      q += bit * (code === 'signed' && plane === bits - 1 ? -(2 ** plane) : 2 ** plane);
    }
    numbers[at] = code === 'bipolar' ? 2 * q - (2 ** bits - 1) : q;
  }
  return numbers;
}

/** Σ of products [M, N]. */
function matrixSums(inputs: readonly Tensor[], node: Node): Float64Array {
  const { leftCode, rightCode, depth } = bitAttributes(node);
  const left = numbersOf(inputs[0], leftCode, depth);
  const right = numbersOf(inputs[1], rightCode, depth);
  const [rows, columns] = [inputs[0].shape[1], inputs[1].shape[1]];
  const acc = new Float64Array(rows * columns);
  for (let m = 0; m < rows; m++)
    for (let n = 0; n < columns; n++)
      for (let k = 0; k < depth; k++) acc[m * columns + n] += left[m * depth + k] * right[n * depth + k];
  return acc;
}

/** Σ over windows [N, OH, OW, F]. */
function windowSums(inputs: readonly Tensor[], node: Node, [OH, OW]: readonly number[]): Float64Array {
  const { leftCode, rightCode, depth: C } = bitAttributes(node);
  const x = numbersOf(inputs[0], leftCode, C);
  const w = numbersOf(inputs[1], rightCode, C);
  const outside = leftCode === 'bipolar' ? 1 - 2 ** inputs[0].shape[0] : 0;
  const { stride, padding, dilation } = convolutionAttributes(node);
  const [, N, H, W] = inputs[0].shape;
  const [, F, KH, KW] = inputs[1].shape;
  const acc = new Float64Array(N * OH * OW * F);
  for (const at of acc.keys()) {
    const [f, ow, oh] = [at % F, Math.floor(at / F) % OW, Math.floor(at / F / OW) % OH];
    const n = Math.floor(at / F / OW / OH);
    for (let kh = 0; kh < KH; kh++)
      for (let kw = 0; kw < KW; kw++) {
        const h = oh * stride[0] - padding[0] + kh * dilation[0];
        const v = ow * stride[1] - padding[2] + kw * dilation[1];
        const inside = h >= 0 && h < H && v >= 0 && v < W;
        for (let c = 0; c < C; c++)
          acc[at] +=
            (inside ? x[((n * H + h) * W + v) * C + c] : outside) * w[((f * KH + kh) * KW + kw) * C + c];
      }
  }
  return acc;
}

defineReference('bitMatmul', (inputs, node) =>
  finished(matrixSums(inputs, node), inputs[1].shape[1], inputs, node),
);

defineReference('bitConvolution', (inputs, node) =>
  finished(windowSums(inputs, node, node.outputs[0].shape.slice(1, 3)), inputs[1].shape[1], inputs, node),
);

/** Writes codes [rows, depth] as planes. */
function writePlanes(planes: Tensor, depth: number, codeAt: (index: number) => number): Tensor {
  const [bits, words] = [planes.shape[0], planes.shape.at(-1)!];
  const plane = planes.data.length / bits;
  const count = (plane / words) * depth;
  for (let index = 0; index < count; index++) {
    const [row, k] = [Math.floor(index / depth), index % depth];
    const q = codeAt(index);
    for (let i = 0; i < bits; i++)
      planes.data[i * plane + row * words + Math.floor(k / WORD_BITS)] +=
        ((q >> i) & 1) * 2 ** (k % WORD_BITS);
  }
  return planes;
}

const clamped = (code: number, low: number, high: number) => Math.min(high, Math.max(low, code));

defineReference('packBitPlanes', ([x, scale], node) => {
  const { bits, code } = node.attributes as { bits: number; code: BitCode };
  const { low, high, shift } = packingOf(bits, code);
  const codeAt = (index: number) => clamped(Math.floor(x.data[index] * scale.data[0] + shift), low, high);
  return [writePlanes(tensor(node.outputs[0].shape), x.shape.at(-1) ?? 1, codeAt)];
});

defineReference('unpackBitPlanes', ([planes], node) => {
  const { depth, code } = node.attributes as { depth: number; code: BitCode };
  return [tensor(node.outputs[0].shape, numbersOf(planes, code, depth))];
});

/** The sums as the codes of the next product's left operand. */
function coded(sums: Float64Array, inputs: readonly Tensor[], node: Node): Tensor[] {
  const { resultBits, residual } = planesAttributes(node);
  const [, , multipliers, bias, steps, more] = inputs.map(({ data }) => data);
  const N = multipliers.length;
  const codes = residual === 'planes' ? numbersOf(inputs[5], 'unsigned', N) : undefined;
  const added = (index: number) => (codes ? codes[index] * steps[0] : residual === 'real' ? more[index] : 0);
  const codeAt = (index: number) => {
    const v = sums[index] * multipliers[index % N] + bias[index % N] + added(index);
    return clamped(roundEven(v / steps[1]), 0, 2 ** resultBits - 1);
  };
  return [writePlanes(tensor(node.outputs[0].shape), N, codeAt)];
}

defineReference('bitMatmulPlanes', (inputs, node) => coded(matrixSums(inputs, node), inputs, node));

defineReference('bitConvolutionPlanes', (inputs, node) =>
  coded(windowSums(inputs, node, node.outputs[0].shape.slice(2, 4)), inputs, node),
);
