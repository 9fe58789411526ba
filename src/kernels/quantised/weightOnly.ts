// weightOnlyMatmul: the tiles of a real product, whose right operand is decoded as it is read. SwiftShader has a kernel
// of its own for few rows, which would leave most of a tile unused.

import { weightOnlyAttributes } from '../../graph/ops/weightOnly';
import { outputOf } from '../gemm/epilogue';
import { FEW_ROWS, fewRowsTile } from '../gemm/fewRows';
import {
  familyOf,
  floatFinish,
  lowerProduct,
  operandLibraries,
  type Product,
  tileDispatch,
} from '../gemm/product';
import { Repacking } from '../gemm/repack';
import { defineKernel } from '../kernel';
import { matrixLayout } from './integerFinish';

const family = familyOf('gemm', 'tiled');

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
  const few = context.adapterClass === 'software' && rows <= FEW_ROWS && group % EIGHT === 0;
  const include = [...operandLibraries(part, context), ...finish.include];
  const kernel = { shader: 'gemm/thin', include };
  const product = few
    ? [tileDispatch(node, context, kernel, part, fewRowsTile(rows, EIGHT), finish, 0)]
    : lowerProduct(node, context, family, [part], finish);
  return [...repacking.before, ...product, ...repacking.after];
});
