// weightOnlyMatmul: the tiles of a real product, whose right operand is decoded as it is read. SwiftShader has a kernel
// of its own for few rows, which would leave most of a tile unused.

import { weightOnlyAttributes } from '../../graph/ops/weightOnly';
import { outputOf } from '../gemm/epilogue';
import { fewRowsTile, hasFewRows } from '../gemm/fewRows';
import { familyOf, floatFinish, lowerProduct, lowerTiles, type Product } from '../gemm/product';
import { Repacking } from '../gemm/repack';
import { defineKernel } from '../kernel';
import { matrixLayout } from './integerFinish';

const family = familyOf('gemm', 'tiled');
/** For few rows: codes that share a word are read together. */
const thin = { ...family, few: 'gemm/few_coded' };

/** Codes that are read at a time. */
const FOUR = 4;

/** Codes and columns that the kernel for few rows reads at a time. */
const EIGHT = 8;

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
  const finish = floatFinish(output, context);
  const { size } = part;
  const few = context.adapterClass === 'software' && hasFewRows(size) && group % EIGHT === 0;
  const product = few
    ? lowerTiles(node, context, thin, [part], finish, [fewRowsTile(size, { width: EIGHT })])
    : lowerProduct(node, context, family, [part], finish);
  return [...repacking.before, ...product, ...repacking.after];
});
