// The products of a step, each as a graph of its own without what passes have fused to it, and operands for it: what
// tuning runs.

import { RandomStream } from '../base/randomStream';
import { Graph } from '../graph/graph';
import { elementCount, type Node, type Value } from '../graph/value';
import type { ProductQuestion } from '../kernels/tuning';
import { shapeClassOf } from '../kernels/tuning';
import { type DeviceProfile, planProgram } from './plan';
import type { TensorData } from './program';
import { productKey } from './tuningTable';

export interface FoundProduct {
  question: ProductQuestion;
  shapeClass: string;
  uses: number;
}

/** Every distinct product that `graphs` compute on a device, the most work first. */
export function productsOf(graphs: readonly Graph[], profile: DeviceProfile): FoundProduct[] {
  const found = new Map<string, FoundProduct>();
  const tuning = (question: ProductQuestion) => {
    const shapeClass = shapeClassOf(question);
    const key = productKey({ shapeClass, ...question.size });
    const known = found.get(key);
    if (known) known.uses++;
    else if (question.ways.length > 1) found.set(key, { question, shapeClass, uses: 1 });
    return undefined;
  };
  for (const graph of graphs) planProgram('products', graph, { ...profile, tuning });
  const work = ({ uses, question: { size } }: FoundProduct) =>
    uses * size.rows * size.columns * size.depth * size.batch;
  return [...found.values()].sort((a, b) => work(b) - work(a));
}

/** Name of the output of an isolated product. */
export const PRODUCT = 'product';

/** Operands of the op itself; those of its epilogue follow. */
const ownOperands: Readonly<Record<string, number>> = { weightOnlyMatmul: 3 };

/** One product and nothing else, its operands fed. Products of integers give their sums. */
export function isolated({ op, inputs, attributes }: Node): Graph {
  const graph = new Graph();
  const own = inputs.slice(0, ownOperands[op] ?? 2);
  const distinct = [...new Set(own)];
  const values = new Map<Value, Value>(
    distinct.map((value, index) => [value, graph.input(`operand${index}`, value.shape, value.dtype)]),
  );
  const plain =
    'result' in attributes
      ? { ...attributes, result: 'i32', operands: [], activation: undefined }
      : { ...attributes, epilogue: {} };
  const [product] = graph.apply(
    op,
    own.map((value) => values.get(value)!),
    plain,
  );
  graph.output(PRODUCT, product);
  return graph;
}

/** Random elements repeat after so many, which is no multiple of any row in use. */
const PERIOD = 65_521;
const SEED = 1;

/**
 * Elements for the operands of an isolated product: reals from (−1, 1), words of random bits. Scales and offsets of
 * codes are positive, so that decoded weights are their own magnitudes. The same on every call.
 */
export function syntheticOperands({ inputs }: Graph): Map<string, TensorData> {
  return new Map(
    inputs.map(({ name, shape, dtype }, index) => {
      const stream = new RandomStream(SEED, index);
      const isAffine = index === 2;
      const next = (i: number) => (isAffine ? stream.uniform(i) : 2 * stream.uniform(i) - 1);
      const count = elementCount(shape);
      const data = dtype === 'f32' ? new Float32Array(count) : new Uint32Array(count);
      for (let i = 0; i < Math.min(PERIOD, count); i++) data[i] = dtype === 'f32' ? next(i) : stream.bits(i);
      for (let end = PERIOD; end < count; end *= 2) data.copyWithin(end, 0, Math.min(end, count - end));
      return [name, data] as const;
    }),
  );
}

/** |A| and |B| of the same product. */
export const magnitudesOf = (operands: ReadonlyMap<string, TensorData>): Map<string, TensorData> =>
  new Map(
    [...operands].map(
      ([name, data]) => [name, data instanceof Float32Array ? data.map(Math.abs) : data] as const,
    ),
  );
