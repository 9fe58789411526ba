// weightOnlyMatmul: the tiles of a real product, whose right operand is decoded as it is read.

import { weightOnlyAttributes } from '../../graph/ops/weightOnly';
import { outputOf } from '../gemm/epilogue';
import { familyOf, floatFinish, lowerProduct, type Product } from '../gemm/product';
import { Repacking } from '../gemm/repack';
import { defineKernel } from '../kernel';
import { matrixLayout } from './integerFinish';

const family = familyOf('gemm', 'tiled');

/** Codes that are read at a time. */
const FOUR = 4;

defineKernel('weightOnlyMatmul', (node, context) => {
  const [x, codes, affine] = node.inputs;
  const { bits, columns, group } = weightOnlyAttributes(node);
  const [rows, depth] = x.shape;
  const layout = matrixLayout(rows, columns, depth / FOUR);
  const repacking = new Repacking(node, context);
  const part: Product = {
    ...layout,
    left: x,
    right: codes,
    beside: [affine],
    formats: { right: 'codes' },
    constants: { ...layout.constants, BITS: bits, GROUP: group / FOUR },
  };
  const output = repacking.output(outputOf(node, 3), columns);
  const product = lowerProduct(node, context, family, [part], floatFinish(output, context));
  return [...repacking.before, ...product, ...repacking.after];
});
