// Embedding bags over one flat matrix of rows (several tables are row ranges of it), and the exact
// sparse update: every lookup of a batch is sorted by row, so that each touched row is summed in a
// fixed order and updated once. No dense gradient exists and no atomics are used.

import { TesseraError } from '../../base/errors';
import { streamOf } from '../../base/philox';
import type { RowCoding } from '../../base/rowCodes';
import { defineOp, requireShape } from '../op';
import { byteLength, elementCount, type Node, sameShape, type Value } from '../value';
import { type Rounding, requireCoding, type TableAttributes, tableAttributes } from './tableCoding';

export type PoolingMode = 'sum' | 'mean';

/** One batch's lookups. Arrays are padded to a fixed capacity L; `counts` says how much is real. */
export interface Lookups {
  /** u32 [L]: the row of each lookup, bag by bag. */
  indices: Value;
  /** u32 [bags + 1]: where each bag starts in `indices`; equal neighbours are an empty bag. */
  offsets: Value;
  /** u32 [L]: the distinct rows touched, ascending. */
  uniqueRows: Value;
  /** u32 [L + 1]: where each distinct row's lookups start in `segmentBags`. */
  segmentStarts: Value;
  /** u32 [L]: the bag of every lookup, sorted by row, stable. */
  segmentBags: Value;
  /** u32 [2]: distinct rows, lookups. */
  counts: Value;
  /** f32 [L], optional: a weight per lookup in the order of `indices`. */
  weights?: Value;
  /** f32 [L]: the same weights in the order of `segmentBags`. */
  segmentWeights?: Value;
}

export interface SparseUpdateAttributes extends TableAttributes {
  mode: PoolingMode;
  rule: SparseRule;
  epsilon: number;
  beta1: number;
  beta2: number;
  /** A row's lookups are summed in pieces of so many, then the pieces in order. Default `pieceLength(capacity)`. */
  pieceLength?: number;
  /** For coded rows; thresholds are `stochastic(seed, stream, step, row)` of base/rowCodes.ts. */
  rounding?: Rounding;
  seed?: number;
  stream?: number;
}

export const sparseUpdateAttributes = ({ attributes }: Pick<Node, 'attributes'>): SparseUpdateAttributes =>
  attributes as unknown as SparseUpdateAttributes;

/**
 * Lookups in a piece where there is room for `capacity` of them: a hot row of n costs at most so many steps in a
 * piece and n / length pieces, so the length is about the square root of the capacity.
 */
export const pieceLength = (capacity: number): number =>
  Math.min(256, Math.max(32, 2 ** Math.round(Math.log2(capacity) / 2)));

export type SparseRule = 'sgd' | 'adagrad' | 'rowWiseAdagrad' | 'lazyAdam';

const lookupInputs = (lookups: Lookups): Value[] => [
  lookups.indices,
  lookups.offsets,
  lookups.uniqueRows,
  lookups.segmentStarts,
  lookups.segmentBags,
  lookups.counts,
  ...(lookups.weights && lookups.segmentWeights ? [lookups.weights, lookups.segmentWeights] : []),
];

/** Positions of an embedding op's inputs after its own leading ones. */
export function lookupsFrom(inputs: readonly Value[], first: number): Lookups {
  const [indices, offsets, uniqueRows, segmentStarts, segmentBags, counts, weights, segmentWeights] =
    inputs.slice(first);
  return { indices, offsets, uniqueRows, segmentStarts, segmentBags, counts, weights, segmentWeights };
}

/** Elements of all the rows of `width` that an op's lookups reach; `first` is the position of `indices`. */
const lookupElements = (node: Pick<Node, 'inputs'>, first: number, width: number): number =>
  elementCount(node.inputs[first].shape) * width;

/** Bytes of those rows and of the lookups themselves: a table is never read as a whole. */
const lookupBytes = (node: Pick<Node, 'inputs'>, first: number, width: number): number =>
  4 * lookupElements(node, first, width) +
  node.inputs.slice(first).reduce((sum, lookups) => sum + byteLength(lookups), 0);

/** Before it a `sparseUpdate` has the table, its rule's states, learning rate, step and dy. */
const firstLookupInput = (node: Pick<Node, 'attributes'>): number =>
  4 + sparseRuleStates[node.attributes.rule as SparseRule].length;

/**
 * y[b, :] = Σ_{j in bag b} weight_j · table[indices[j], :], divided by the bag's length in `mean` mode;
 * an empty bag is zero. Inputs: table [R, D], or u32 [R, words] of coded rows, and the lookups. Output: [bags, D].
 */
defineOp({
  name: 'embeddingBag',
  infer: ([table, indices, offsets], attributes) => {
    const { coding } = tableAttributes({ attributes });
    requireShape(table.shape.length === 2, 'embeddingBag', table.name, table.shape, '[rows, dimension]');
    requireCoding('embeddingBag', table, coding);
    requireShape(indices.dtype === 'u32', 'embeddingBag', indices.name, indices.shape, 'dtype u32');
    return [{ shape: [offsets.shape[0] - 1, coding?.width ?? table.shape[1]], dtype: 'f32' }];
  },
  // Decoding is a product and a sum.
  flops: (node) => (tableAttributes(node).coding ? 3 : 1) * lookupElements(node, 1, node.outputs[0].shape[1]),
  bytes: (node) => lookupBytes(node, 1, node.inputs[0].shape[1]) + byteLength(node.outputs[0]),
  gradient: (node, [gradient]) => {
    const [table, ...lookups] = node.inputs;
    const attributes = { ...node.attributes, rows: table.shape[0] };
    return [gradient?.graph.apply('embeddingBagGradient', [gradient, ...lookups], attributes)[0]];
  },
});

/**
 * The dense gradient [rows, D] from (dy [bags, D], lookups). Optimizers recognise this node and emit
 * `sparseUpdate` instead, so that it is only ever materialised when something else asks for it.
 */
defineOp({
  name: 'embeddingBagGradient',
  infer: ([gradient], attributes) => [
    { shape: [attributes.rows as number, gradient.shape[1]], dtype: 'f32' },
  ],
  flops: (node) => elementCount(node.inputs[1].shape) * node.inputs[0].shape[1],
});

/**
 * Sorts one batch's lookups by row, stably, so that each row's lookups are one segment.
 * Inputs: indices u32 [L], offsets u32 [bags + 1] and, optionally, weights f32 [L]; offsets[bags] lookups
 * are real. Every index must be below the attribute `rows`, whose size sets the number of sorted bits.
 * Outputs: uniqueRows [L], segmentStarts [L + 1], segmentBags [L], counts [2], and segmentWeights [L] when
 * there are weights; see `Lookups`. Elements beyond the real ones are zero.
 */
defineOp({
  name: 'segmentLookups',
  infer: ([indices, offsets, weights]) => {
    const op = 'segmentLookups';
    const { shape } = indices;
    requireShape(shape.length === 1 && indices.dtype === 'u32', op, indices.name, shape, '[lookups] of u32');
    const bags = offsets.shape;
    requireShape(bags.length === 1 && offsets.dtype === 'u32', op, offsets.name, bags, '[bags + 1] of u32');
    if (weights) requireShape(sameShape(weights.shape, shape), op, weights.name, weights.shape, `[${shape}]`);
    return [
      { shape, dtype: 'u32', name: 'uniqueRows' },
      { shape: [shape[0] + 1], dtype: 'u32', name: 'segmentStarts' },
      { shape, dtype: 'u32', name: 'segmentBags' },
      { shape: [2], dtype: 'u32', name: 'lookupCounts' },
      ...(weights ? [{ shape, dtype: 'f32' as const, name: 'segmentWeights' }] : []),
    ];
  },
  flops: () => 0,
});

/** State tensors each rule keeps: shape per table [R, D]. */
export const sparseRuleStates: Record<SparseRule, { name: string; perRow: boolean }[]> = {
  sgd: [],
  adagrad: [{ name: 'accumulator', perRow: false }],
  rowWiseAdagrad: [{ name: 'accumulator', perRow: true }],
  lazyAdam: [
    { name: 'firstMoment', perRow: false },
    { name: 'secondMoment', perRow: false },
  ],
};

/**
 * Updates each touched row once, with g = Σ of its lookups' bag gradients:
 *   sgd             w ← w − lr·g
 *   adagrad         a ← a + g²;            w ← w − lr·g/(√a + ε)
 *   rowWiseAdagrad  a ← a + mean_j g_j²;   w ← w − lr·g/(√a + ε), one a per row
 *   lazyAdam        Adam's step on touched rows only (untouched moments do not decay), bias-corrected by `step`
 * Inputs: table [R, D] and the rule's states (all updated in place), learningRate [1], step u32 [1],
 * dy [bags, D], lookups. No outputs.
 * Coded rows are decoded, updated and coded again with the range of their new numbers. Rounding to the nearest code
 * loses every change below half a step of the grid; stochastic rounding keeps it on average (Gupta et al., 1502.02551).
 */
defineOp({
  name: 'sparseUpdate',
  infer: ([table], attributes) => {
    requireCoding('sparseUpdate', table, tableAttributes({ attributes }).coding);
    return [];
  },
  updates: (node) =>
    Array.from({ length: 1 + sparseRuleStates[node.attributes.rule as SparseRule].length }, (_, i) => i),
  flops: (node) => {
    const first = firstLookupInput(node);
    return 2 * lookupElements(node, first, node.inputs[first - 1].shape[1]);
  },
  // Each lookup reads its bag's gradient; weights and states of the rows (at most one a lookup) go both ways.
  bytes: (node) => {
    const first = firstLookupInput(node);
    const rowTensors = node.inputs.slice(0, first - 3);
    const perRow = rowTensors.reduce((sum, { shape }) => sum + (shape[1] ?? 1), 0);
    return (
      lookupBytes(node, first, node.inputs[first - 1].shape[1]) + 2 * 4 * node.inputs[first].shape[0] * perRow
    );
  },
});

export const isSparseGradient = (value: Value): boolean => value.producer?.op === 'embeddingBagGradient';

export const embeddingBag = (
  table: Value,
  lookups: Lookups,
  mode: PoolingMode = 'sum',
  coding?: RowCoding,
): Value => {
  const attributes = { mode, ...(coding && { coding }) };
  return table.graph.apply('embeddingBag', [table, ...lookupInputs(lookups)], attributes)[0];
};

/**
 * What `sparseUpdate` takes for the gradient [rows, D] of a table whose bags were pooled elsewhere: of the gradient
 * of its bags [bags, D] and their lookups. `pieceLength` as in `SparseUpdateAttributes`.
 */
export const bagsGradient = (
  gradient: Value,
  lookups: Lookups,
  attributes: { rows: number; mode?: PoolingMode; pieceLength?: number },
): Value =>
  gradient.graph.apply('embeddingBagGradient', [gradient, ...lookupInputs(lookups)], {
    mode: 'sum',
    ...attributes,
  })[0];

/** Appends the sparse update of `table` from its gradient, which must be an embedding bag's. */
export function sparseUpdate(
  table: Value,
  gradient: Value,
  options: {
    rule: SparseRule;
    states: Value[];
    learningRate: Value;
    step: Value;
    epsilon: number;
    beta1?: number;
    beta2?: number;
    rounding?: Rounding;
    seed?: number;
  },
): Node {
  const producer = gradient.producer;
  if (!producer || !isSparseGradient(gradient))
    throw new TesseraError(
      `sparseUpdate: the gradient of "${table.name}" does not come from one embedding bag alone.`,
    );
  const { rule, states, learningRate, step, epsilon, beta1 = 0.9, beta2 = 0.999 } = options;
  const { coding } = tableAttributes(producer);
  const { mode, pieceLength } = producer.attributes;
  const { rounding = 'stochastic', seed = 0 } = options;
  const stream = streamOf(`${table.name}.rounding`);
  const coded = coding && { coding, rounding, seed, stream };
  const pieces = pieceLength !== undefined && { pieceLength };
  const attributes = { rule, epsilon, beta1, beta2, mode, ...pieces, ...coded };
  table.graph.apply('sparseUpdate', [table, ...states, learningRate, step, ...producer.inputs], attributes);
  return table.graph.nodes.at(-1)!;
}

/** Adds the parts of `Lookups` that depend on row order, computed on the GPU when nobody sorted on the CPU. */
export function sortedLookups(indices: Value, offsets: Value, rows: number, weights?: Value): Lookups {
  const inputs = [indices, offsets, ...(weights ? [weights] : [])];
  const sorted = indices.graph.apply('segmentLookups', inputs, { rows });
  const [uniqueRows, segmentStarts, segmentBags, counts, segmentWeights] = sorted;
  return { indices, offsets, uniqueRows, segmentStarts, segmentBags, counts, weights, segmentWeights };
}
