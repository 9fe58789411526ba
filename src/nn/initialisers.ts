// How parameters start, by the rule of the paper that introduced it. Each returns an `Initializer`;
// the bits come from the Philox stream named after the parameter (graph/initialise.ts).

import type { RowCoding } from '../base/rowCodes';
import type { Initializer } from '../graph/value';

export const constant = (value: number): Initializer => ({ kind: 'constant', value });
export const zeros = constant(0);
export const ones = constant(1);

export const normal = (std: number): Initializer => ({ kind: 'normal', std });

/** N(0, 2/fanOut) for a convolution followed by ReLU (He et al., 1502.01852, §2.2, fan-out form). */
export const heConvolution = (rows: number, columns: number, filters: number, groups = 1): Initializer =>
  normal(Math.sqrt(2 / ((rows * columns * filters) / groups)));

/** N(0, 2/(in + out)) (Glorot & Bengio, 2010, in its normal form; the DLRM reference's linear layers). */
export const glorotNormal = (inputs: number, outputs: number): Initializer =>
  normal(Math.sqrt(2 / (inputs + outputs)));

/** N(0, 1/out): the biases of the DLRM reference. */
export const biasNormal = (outputs: number): Initializer => normal(Math.sqrt(1 / outputs));

/** U(−1/√in, 1/√in). */
export function uniformFanIn(inputs: number): Initializer {
  const bound = 1 / Math.sqrt(inputs);
  return { kind: 'uniform', low: -bound, high: bound };
}

/** U(−1/√rows, 1/√rows) for each table of a flat matrix of tables (DLRM, 1906.00091). */
export const tableUniform = (tables: readonly number[]): Initializer => ({
  kind: 'uniformRows',
  blocks: tableBlocks(tables),
});

/** The same numbers as codes of few bits. */
export const codedTableUniform = (tables: readonly number[], coding: RowCoding): Initializer => ({
  kind: 'codedRows',
  blocks: tableBlocks(tables),
  coding,
});

const tableBlocks = (tables: readonly number[]) =>
  tables.map((rows) => ({ rows, bound: 1 / Math.sqrt(rows) }));
