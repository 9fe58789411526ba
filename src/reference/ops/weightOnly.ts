// Products with coded weights in float64.

import { unpackCodes } from '../../base/packing';
import { weightOnlyAttributes } from '../../graph/ops/weightOnly';
import { defineReference } from '../interpreter';
import { tensor } from '../tensor';
import { applyEpilogue } from './epilogue';

defineReference('weightOnlyMatmul', (inputs, node) => {
  const [x, words, affine] = inputs;
  const { bits, columns, group } = weightOnlyAttributes(node);
  const [rows, depth] = x.shape;
  const codes = unpackCodes(words.data, bits, columns * depth);
  const product = tensor([rows, columns]);
  for (let m = 0; m < rows; m++)
    for (let n = 0; n < columns; n++)
      for (let k = 0; k < depth; k++) {
        const at = n * depth + k;
        const [scale, offset] = affine.data.subarray(2 * Math.floor(at / group));
        product.data[m * columns + n] += x.data[m * depth + k] * (scale * codes[at] + offset);
      }
  return applyEpilogue(product, inputs, node, 3);
});
