// Arithmetic on integer codes, exactly: sums of whole numbers stay below 2^53.

import { unpackCodes } from '../../base/packing';
import { roundEven } from '../../base/rounding';
import { convolutionAttributes } from '../../graph/ops/convolution';
import { type IntegerOperand, integerAttributes, integerOperand } from '../../graph/ops/quantised';
import { elementCount, type Node } from '../../graph/value';
import { defineReference } from '../interpreter';
import { type Tensor, tensor } from '../tensor';
import { activate } from './epilogue';

export const LANES = 4;

/** The signed codes of a tensor of words. */
export const codesOf = ({ data, shape }: Tensor) => unpackCodes(data, 8, LANES * elementCount(shape), true);

export const clampCode = (code: number): number => Math.min(127, Math.max(-128, code));

defineReference('quantise', ([x, inverseScale], node) => {
  const zero = node.attributes.zero as number;
  const depth = x.shape.at(-1) ?? 1;
  const codes = tensor(node.outputs[0].shape);
  const sums = tensor(node.outputs[1].shape);
  const words = Math.ceil(depth / LANES);
  for (const [index, value] of x.data.entries()) {
    const [row, k] = [Math.floor(index / depth), index % depth];
    // In f32, as the GPU does it: which way a half goes depends on the last bit.
    const code = clampCode(roundEven(Math.fround(value * inverseScale.data[0])) + zero);
    sums.data[row] += code;
    codes.data[row * words + Math.floor(k / LANES)] += (code & 255) * 256 ** (k % LANES);
  }
  return [codes, sums];
});

/** What follows the sums; `acc` has rows of `columns`. */
export function finished(
  acc: Float64Array,
  columns: number,
  inputs: readonly Tensor[],
  node: Node,
): Tensor[] {
  const { result, resultZero, resultScale = 1, activation = 'none' } = integerAttributes(node);
  const given = (name: IntegerOperand) => {
    const value = integerOperand(node, name);
    return value && inputs[node.inputs.indexOf(value)].data;
  };
  const [offsets, rowSums, rightZeros] = [given('offsets'), given('rowSums'), given('rightZeros')];
  const [multipliers, bias] = [given('multipliers'), given('bias')];
  const values = acc.map((sum, index) => {
    const [m, n] = [Math.floor(index / columns), index % columns];
    const whole = sum + (offsets?.[n] ?? 0) - (rightZeros?.[n] ?? 0) * (rowSums?.[m] ?? 0);
    if (result === 'i32') return whole;
    // A code is decided by the last bit of its f32, as in quantise; a real result is compared, and stays exact.
    const round = result === 'i8' ? Math.fround : (x: number) => x;
    return activate(activation, round(round(round(whole) * multipliers![n]) + (bias?.[n] ?? 0)));
  });
  if (result !== 'i8') return [tensor(node.outputs[0].shape, values)];
  const words = tensor(node.outputs[0].shape);
  const factor = Math.fround(1 / resultScale);
  for (const [index, value] of values.entries()) {
    const code = roundEven(Math.fround(Math.fround(value) * factor)) + resultZero;
    words.data[Math.floor(index / LANES)] += (clampCode(code) & 255) * 256 ** (index % LANES);
  }
  return [words];
}

defineReference('integerMatmul', (inputs, node) => {
  const [left, right] = inputs.map((input, index) => (index < 2 ? codesOf(input) : []));
  const depth = LANES * inputs[0].shape[1];
  const [rows, columns] = [inputs[0].shape[0], inputs[1].shape[0]];
  const acc = new Float64Array(rows * columns);
  for (let m = 0; m < rows; m++)
    for (let n = 0; n < columns; n++)
      for (let k = 0; k < depth; k++) acc[m * columns + n] += left[m * depth + k] * right[n * depth + k];
  return finished(acc, columns, inputs, node);
});

defineReference('integerConvolution', (inputs, node) => {
  const [x, w] = inputs.map((input, index) => (index < 2 ? codesOf(input) : []));
  const { stride, padding, dilation } = convolutionAttributes(node);
  const { leftZero } = integerAttributes(node);
  const [N, H, W, words] = inputs[0].shape;
  const [F, KH, KW] = inputs[1].shape;
  const C = LANES * words;
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
        for (let c = 0; c < C; c++) {
          const code = inside ? x[((n * H + h) * W + v) * C + c] : leftZero;
          acc[at] += code * w[((f * KH + kh) * KW + kw) * C + c];
        }
      }
  }
  return finished(acc, F, inputs, node);
});
