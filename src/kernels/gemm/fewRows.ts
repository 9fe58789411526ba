// Products of so few rows that a tile would be mostly empty, on adapters where loads are what costs: every number of B is
// loaded once.

import type { Node } from '../../graph/value';
import type { Dispatch, LoweringContext } from '../kernel';
import type { ProductOutput } from './epilogue';
import type { MatrixProduct } from './matmul';
import { floatFinish, operandLibraries, type Product, tileDispatch } from './product';

/** Rows up to which each has a variable of its own in the kernels. */
export const FEW_ROWS = 4;

/** One vector of four lanes. */
const WORKGROUP = 4;

/** Columns from which there is enough to do for every thread of a software adapter. */
const MANY_COLUMNS = 128;

/** A tile of so few rows, for `tileDispatch`. */
export const fewRowsTile = (rows: number, width: number) => ({
  ...{ height: FEW_ROWS, width, splits: 1, perWorkgroup: WORKGROUP },
  constants: { WORKGROUP, ROWS: rows },
  prelude: {},
});

export const hasFewRows = ({ M, transposeA }: MatrixProduct): boolean => M <= FEW_ROWS && !transposeA;

export const areFewRows = (product: MatrixProduct, { adapterClass }: LoweringContext): boolean =>
  adapterClass === 'software' && hasFewRows(product) && product.N >= MANY_COLUMNS;

export function fewRowsDispatch(
  node: Node,
  context: LoweringContext,
  part: Product,
  output: ProductOutput,
): Dispatch {
  const finish = floatFinish(output, context);
  const include = [...operandLibraries(part, context), ...finish.include];
  const kernel = { shader: 'gemm/few_rows', include };
  return tileDispatch(node, context, kernel, part, fewRowsTile(part.size.rows, 4), finish, 0);
}
