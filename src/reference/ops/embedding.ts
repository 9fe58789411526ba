// Float64 reference of the embedding ops. Everything is computed from indices and offsets alone, so that a
// wrong sort shows up as a wrong result.

import { decodeRow, decodeRows, encodeRow, nearest, rowWords, stochastic } from '../../base/rowCodes';
import { type SparseRule, sparseRuleStates, sparseUpdateAttributes } from '../../graph/ops/embedding';
import { tableAttributes } from '../../graph/ops/tableCoding';
import type { Node } from '../../graph/value';
import { defineReference } from '../interpreter';
import { type Tensor, tensor } from '../tensor';

interface Lookup {
  row: number;
  bag: number;
  /** The factor of the row in its bag: its weight, divided by the bag's length in mean mode. */
  factor: number;
}

/** Every real lookup, bag by bag. */
function* lookupsOf(inputs: readonly Tensor[], first: number, node: Node): Generator<Lookup> {
  const [indices, offsets] = inputs.slice(first);
  const weights = inputs[first + 6];
  for (let bag = 0; bag + 1 < offsets.data.length; bag++) {
    const [start, end] = offsets.data.slice(bag, bag + 2);
    const share = node.attributes.mode === 'mean' ? 1 / (end - start) : 1;
    for (let position = start; position < end; position++)
      yield { row: indices.data[position], bag, factor: share * (weights ? weights.data[position] : 1) };
  }
}

defineReference('embeddingBag', (inputs, node) => {
  const { coding } = tableAttributes(node);
  const table = coding ? decodeRows(inputs[0].data, coding) : inputs[0].data;
  const y = tensor(node.outputs[0].shape);
  const width = y.shape[1];
  for (const { row, bag, factor } of lookupsOf(inputs, 1, node))
    for (let column = 0; column < width; column++)
      y.data[bag * width + column] += factor * table[row * width + column];
  return [y];
});

/** Sum of the bag gradients of every touched row. */
function rowGradients(inputs: readonly Tensor[], first: number, node: Node): Map<number, Float64Array> {
  const bagGradient = inputs[first];
  const width = bagGradient.shape[1];
  const rows = new Map<number, Float64Array>();
  for (const { row, bag, factor } of lookupsOf(inputs, first + 1, node)) {
    const sum = rows.get(row) ?? new Float64Array(width);
    rows.set(row, sum);
    for (let column = 0; column < width; column++)
      sum[column] += factor * bagGradient.data[bag * width + column];
  }
  return rows;
}

defineReference('embeddingBagGradient', (inputs, node) => {
  const result = tensor(node.outputs[0].shape);
  for (const [row, gradient] of rowGradients(inputs, 0, node))
    result.data.set(gradient, row * gradient.length);
  return [result];
});

/** Everything a rule needs to update one row; `states[s]` and `weights` are views of that row. */
interface RowUpdate {
  weights: Float64Array;
  states: Float64Array[];
  gradient: Float64Array;
  learningRate: number;
  /** 1 at the first step. */
  time: number;
  epsilon: number;
  beta1: number;
  beta2: number;
}

const rules: Record<SparseRule, (row: RowUpdate) => void> = {
  sgd({ weights, gradient, learningRate }) {
    gradient.forEach((g, i) => {
      weights[i] -= learningRate * g;
    });
  },
  adagrad({ weights, states: [accumulator], gradient, learningRate, epsilon }) {
    gradient.forEach((g, i) => {
      accumulator[i] += g * g;
      weights[i] -= (learningRate * g) / (Math.sqrt(accumulator[i]) + epsilon);
    });
  },
  rowWiseAdagrad({ weights, states: [accumulator], gradient, learningRate, epsilon }) {
    accumulator[0] += gradient.reduce((sum, g) => sum + g * g, 0) / gradient.length;
    gradient.forEach((g, i) => {
      weights[i] -= (learningRate * g) / (Math.sqrt(accumulator[0]) + epsilon);
    });
  },
  lazyAdam({ weights, states: [first, second], gradient, learningRate, time, epsilon, beta1, beta2 }) {
    gradient.forEach((g, i) => {
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      const mean = first[i] / (1 - beta1 ** time);
      const variance = second[i] / (1 - beta2 ** time);
      weights[i] -= (learningRate * mean) / (Math.sqrt(variance) + epsilon);
    });
  },
};

defineReference('sparseUpdate', (inputs, node) => {
  const { rule, epsilon, beta1, beta2, coding, ...rounded } = sparseUpdateAttributes(node);
  const kept = sparseRuleStates[rule].length;
  const [table, ...rest] = inputs;
  const [learningRate, step] = rest.slice(kept).map((scalar) => scalar.data[0]);
  const rowOf = ({ data }: Tensor, row: number): Float64Array => {
    const width = data.length / table.shape[0];
    return data.subarray(row * width, (row + 1) * width);
  };
  for (const [row, gradient] of rowGradients(inputs, kept + 3, node)) {
    const states = rest.slice(0, kept).map((state) => rowOf(state, row));
    const stored = rowOf(table, row);
    const weights = coding ? Float64Array.from(decodeRow(stored, 0, coding)) : stored;
    rules[rule]({ weights, states, gradient, learningRate, time: step + 1, epsilon, beta1, beta2 });
    if (!coding) continue;
    const words = new Uint32Array(rowWords(coding));
    const { rounding, seed = 0, stream = 0 } = rounded;
    const threshold = rounding === 'nearest' ? nearest : stochastic(seed, stream, step, row);
    encodeRow(Float32Array.from(weights), coding, threshold, words);
    stored.set(words);
  }
  return [];
});

defineReference('segmentLookups', (inputs, node) => {
  const [indices, , weights] = inputs;
  const bags: number[] = [];
  for (const { bag } of lookupsOf(inputs, 0, node)) bags.push(bag);
  const order = bags
    .map((_, position) => position)
    .sort((a, b) => indices.data[a] - indices.data[b] || a - b);
  const heads = order.filter((p, i) => i === 0 || indices.data[p] !== indices.data[order[i - 1]]);
  const starts = order.flatMap((p, i) =>
    i === 0 || indices.data[p] !== indices.data[order[i - 1]] ? [i] : [],
  );
  const filled = [
    heads.map((position) => indices.data[position]),
    [...starts, order.length],
    order.map((position) => bags[position]),
    [heads.length, order.length],
    ...(weights ? [order.map((position) => weights.data[position])] : []),
  ];
  return node.outputs.map((output, index) => {
    const result = tensor(output.shape);
    result.data.set(filled[index]);
    return result;
  });
});
