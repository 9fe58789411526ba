// Products of so few rows that a tile would be mostly empty, on adapters where loads are what costs: every number of the
// other matrix is loaded once.

import type { LoweringContext } from '../kernel';
import { type ProductSize, possibleSplits, type Tile } from './tileTable';

/** Rows up to which each has a variable of its own in the kernels. */
const FEW_ROWS = 4;

/** One vector of four lanes. */
const WORKGROUP = 4;

/** Columns from which there is enough to do for every thread of a software adapter. */
const MANY_COLUMNS = 128;

export const hasFewRows = ({ rows }: Pick<ProductSize, 'rows'>): boolean => rows <= FEW_ROWS;

/** Whether such a tile is the standard one. */
export const areFewRows = (
  size: ProductSize,
  { adapterClass }: Pick<LoweringContext, 'adapterClass'>,
): boolean => adapterClass === 'software' && hasFewRows(size) && size.columns >= MANY_COLUMNS;

/** `width`: columns an invocation computes. No sum is longer than `longest`. */
export const fewRowsTile = (
  { rows, depth }: ProductSize,
  { width = 4, longest = Number.POSITIVE_INFINITY } = {},
): Tile => ({
  ...{ kind: 'few', height: FEW_ROWS, width, perWorkgroup: WORKGROUP },
  splits: possibleSplits(depth, longest)[0],
  constants: { WORKGROUP, ROWS: rows },
  prelude: {},
});
