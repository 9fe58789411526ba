// Numbers of one to four bits in bit planes, exactly.

import { type BitCode, bitAttributes, packingOf, WORD_BITS } from '../../graph/ops/bitSerial';
import { convolutionAttributes } from '../../graph/ops/convolution';
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

defineReference('packBitPlanes', ([x, scale], node) => {
  const { bits, code } = node.attributes as { bits: number; code: BitCode };
  const { low, high, shift } = packingOf(bits, code);
  const depth = x.shape.at(-1) ?? 1;
  const planes = tensor(node.outputs[0].shape);
  const words = planes.shape.at(-1)!;
  const plane = planes.data.length / bits;
  for (const [index, value] of x.data.entries()) {
    const [row, k] = [Math.floor(index / depth), index % depth];
    const q = Math.min(high, Math.max(low, Math.floor(value * scale.data[0] + shift)));
    for (let i = 0; i < bits; i++)
      planes.data[i * plane + row * words + Math.floor(k / WORD_BITS)] +=
        ((q >> i) & 1) * 2 ** (k % WORD_BITS);
  }
  return [planes];
});

defineReference('bitMatmul', (inputs, node) => {
  const { leftCode, rightCode, depth } = bitAttributes(node);
  const left = numbersOf(inputs[0], leftCode, depth);
  const right = numbersOf(inputs[1], rightCode, depth);
  const [rows, columns] = [inputs[0].shape[1], inputs[1].shape[1]];
  const acc = new Float64Array(rows * columns);
  for (let m = 0; m < rows; m++)
    for (let n = 0; n < columns; n++)
      for (let k = 0; k < depth; k++) acc[m * columns + n] += left[m * depth + k] * right[n * depth + k];
  return finished(acc, columns, inputs, node);
});

defineReference('bitConvolution', (inputs, node) => {
  const { leftCode, rightCode, depth: C } = bitAttributes(node);
  const x = numbersOf(inputs[0], leftCode, C);
  const w = numbersOf(inputs[1], rightCode, C);
  const outside = leftCode === 'bipolar' ? 1 - 2 ** inputs[0].shape[0] : 0;
  const { stride, padding, dilation } = convolutionAttributes(node);
  const [, N, H, W] = inputs[0].shape;
  const [, F, KH, KW] = inputs[1].shape;
  const [, OH, OW] = node.outputs[0].shape;
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
  return finished(acc, F, inputs, node);
});
