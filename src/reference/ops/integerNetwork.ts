// What stands between the products of an integer network, exactly: whole numbers, and one f32 rounding where the GPU
// has one.

import { roundEven } from '../../base/rounding';
import {
  dequantiseAttributes,
  integerAddAttributes,
  integerMeanAttributes,
} from '../../graph/ops/integerNetwork';
import { elementCount, type Shape } from '../../graph/value';
import { defineReference } from '../interpreter';
import { type Tensor, tensor } from '../tensor';
import { clampCode, codesOf, LANES } from './quantised';

/** Codes four to a word. */
function packed(shape: Shape, code: (index: number) => number): Tensor {
  const words = tensor(shape);
  for (let index = 0; index < LANES * elementCount(shape); index++)
    words.data[Math.floor(index / LANES)] += (code(index) & 255) * 256 ** (index % LANES);
  return words;
}

defineReference('dequantise', ([x], node) => {
  const { depth, scale, zero } = dequantiseAttributes(node);
  const codes = codesOf(x);
  const width = LANES * x.shape.at(-1)!;
  const real = tensor(node.outputs[0].shape);
  for (const index of real.data.keys())
    real.data[index] =
      Math.fround(scale) * (codes[Math.floor(index / depth) * width + (index % depth)] - zero);
  return [real];
});

defineReference('integerAdd', ([left, right], node) => {
  const { leftFactor, rightFactor, shift, leftZero, rightZero, resultZero, lowest } =
    integerAddAttributes(node);
  const [a, b] = [codesOf(left), codesOf(right)];
  return [
    packed(left.shape, (index) => {
      const sum = leftFactor * (a[index] - leftZero) + rightFactor * (b[index] - rightZero);
      const code = Math.floor(sum / 2 ** shift + 0.5) + resultZero;
      return Math.max(lowest, clampCode(code));
    }),
  ];
});

defineReference('integerMean', ([x], node) => {
  const { zero, multiplier, resultZero } = integerMeanAttributes(node);
  const codes = codesOf(x);
  const channels = LANES * x.shape.at(-1)!;
  const places = elementCount(x.shape.slice(1, -1));
  return [
    packed(node.outputs[0].shape, (index) => {
      const [n, c] = [Math.floor(index / channels), index % channels];
      let sum = -places * zero;
      for (let place = 0; place < places; place++) sum += codes[(n * places + place) * channels + c];
      return clampCode(roundEven(Math.fround(Math.fround(sum) * Math.fround(multiplier))) + resultZero);
    }),
  ];
});

defineReference('integerSparseAdd', ([left, sums, starts, columns, values]) => {
  const codes = codesOf(left);
  const depth = LANES * left.shape[1];
  const [rows, n] = sums.shape;
  const result = tensor(sums.shape, sums.data);
  for (let m = 0; m < rows; m++)
    for (let row = 0; row < n; row++)
      for (let entry = starts.data[row]; entry < starts.data[row + 1]; entry++)
        result.data[m * n + row] += codes[m * depth + columns.data[entry]] * values.data[entry];
  return [result];
});
