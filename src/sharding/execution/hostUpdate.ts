// The sparse update on the host, two ways: the exact one, which sums a row's gradients before one step of its rule, and
// the naive one, which takes a step for every lookup in turn, so that the result depends on their order.

import type { SparseRule } from '../../graph/ops/embedding';

export type HostRule = Exclude<SparseRule, 'lazyAdam'>;

/** Rows of one width, and what their rule keeps: a number a row, an element, or nothing. */
export interface HostTable {
  columns: number;
  /** [rows, columns] */
  weights: Float32Array;
  accumulator: Float32Array;
}

export interface HostLookups {
  /** The row and the bag of each lookup, in order. */
  rows: ArrayLike<number>;
  bags: ArrayLike<number>;
  /** Of each bag: [bags, columns]. */
  gradients: ArrayLike<number>;
}

export interface HostStep {
  rule: HostRule;
  rate: number;
  epsilon: number;
}

export function hostTable(weights: Float32Array, columns: number, rule: HostRule): HostTable {
  const kept = { sgd: 0, adagrad: weights.length, rowWiseAdagrad: weights.length / columns }[rule];
  return { columns, weights, accumulator: new Float32Array(kept) };
}

/** One step a row with the sum of its lookups' gradients (Mudigere et al. 2022, §4.1). */
export function updateOnce(table: HostTable, { rows, bags, gradients }: HostLookups, step: HostStep): void {
  const { columns } = table;
  const sums = new Map<number, Float64Array>();
  for (let j = 0; j < rows.length; j++) {
    let sum = sums.get(rows[j]);
    if (!sum) {
      sum = new Float64Array(columns);
      sums.set(rows[j], sum);
    }
    for (let column = 0; column < columns; column++) sum[column] += gradients[bags[j] * columns + column];
  }
  for (const [row, sum] of sums) stepRow(table, row, sum, step);
}

/** One step a lookup. */
export function updateByLookup(
  table: HostTable,
  { rows, bags, gradients }: HostLookups,
  step: HostStep,
): void {
  const { columns } = table;
  const gradient = new Float64Array(columns);
  for (let j = 0; j < rows.length; j++) {
    for (let column = 0; column < columns; column++) gradient[column] = gradients[bags[j] * columns + column];
    stepRow(table, rows[j], gradient, step);
  }
}

/** The rules of graph/ops/embedding.ts, in float64 between numbers stored as f32. */
function stepRow(
  { columns, weights, accumulator }: HostTable,
  row: number,
  gradient: Float64Array,
  { rule, rate, epsilon }: HostStep,
): void {
  const first = row * columns;
  if (rule === 'rowWiseAdagrad') accumulator[row] += gradient.reduce((sum, g) => sum + g * g, 0) / columns;
  for (let column = 0; column < columns; column++) {
    const at = first + column;
    if (rule === 'adagrad') accumulator[at] += gradient[column] ** 2;
    const slowed = rule === 'sgd' ? 1 : Math.sqrt(accumulator[rule === 'adagrad' ? at : row]) + epsilon;
    weights[at] -= (rate * gradient[column]) / slowed;
  }
}
