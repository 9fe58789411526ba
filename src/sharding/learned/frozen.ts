// A trained network on the CPU in float64: what searches ask thousands of times. Tables are embedded once; moving one
// from device to device is then a sum and a pass through the head.

import { TesseraError } from '../../base/errors';
import type { CostNetwork } from './costNetwork';

export type Tensors = ReadonlyMap<string, { shape: readonly number[]; data: ArrayLike<number> }>;

export interface Layer {
  inputs: number;
  outputs: number;
  /** [inputs, outputs]. */
  weight: Float64Array;
  bias: Float64Array;
  activated: boolean;
}

export class FrozenNetwork {
  readonly #table: readonly Layer[];
  readonly #head: readonly Layer[];

  /** `tensors`: the parameters as `predictions` names them. */
  constructor(
    readonly network: CostNetwork,
    readonly tensors: Tensors,
  ) {
    const { features, table, head, outputs } = network;
    this.#table = frozenLayers(tensors, 'table', [features, ...table]);
    const into = table.at(-1) ?? features;
    this.#head = frozenLayers(tensors, 'head', [into, ...head, outputs], false);
  }

  /** Length of what the head reads. */
  get width(): number {
    return this.#head[0].inputs;
  }

  /** What a table adds to the sum of its device. */
  embed(features: Float64Array): Float64Array {
    return through(this.#table, features);
  }

  /** [outputs] from a sum of embedded tables; of a network of rows, from its features. */
  head(sum: Float64Array): Float64Array {
    return through(this.#head, sum);
  }

  /** [outputs] of a sample: the features of each of its tables, or its one row. */
  predict(rows: readonly Float64Array[]): Float64Array {
    const sum = new Float64Array(this.width);
    for (const row of rows) addTo(sum, this.embed(row));
    return this.head(sum);
  }
}

/** The mean over members. */
export function predictAll(members: readonly FrozenNetwork[], rows: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(members[0].network.outputs);
  for (const member of members) {
    const own = member.predict(rows);
    for (let k = 0; k < sum.length; k++) sum[k] += own[k] / members.length;
  }
  return sum;
}

export function addTo(sum: Float64Array, other: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] += other[k];
}

/** Layers `<name>1`, `<name>2`, … of a perceptron: `widths` are those of its input and of each layer. */
export function frozenLayers(
  tensors: Tensors,
  name: string,
  widths: readonly number[],
  lastActivated = true,
): Layer[] {
  return widths.slice(1).map((outputs, index) => {
    const layer = `${name}${index + 1}`;
    const inputs = widths[index];
    const weight = tensors.get(`${layer}.weight`);
    const bias = tensors.get(`${layer}.bias`);
    if (!weight || !bias || weight.shape.join() !== `${inputs},${outputs}` || bias.shape[0] !== outputs)
      throw new TesseraError(`The network lacks "${layer}" of ${inputs} inputs and ${outputs} outputs.`);
    return {
      ...{ inputs, outputs, activated: lastActivated || index + 2 < widths.length },
      weight: Float64Array.from(weight.data),
      bias: Float64Array.from(bias.data),
    };
  });
}

export const through = (layers: readonly Layer[], x: Float64Array): Float64Array =>
  layers.reduce(throughLayer, x);

function throughLayer(x: Float64Array, { inputs, outputs, weight, bias, activated }: Layer): Float64Array {
  const y = bias.slice();
  for (let i = 0; i < inputs; i++) {
    const value = x[i];
    if (value === 0) continue;
    const row = i * outputs;
    for (let j = 0; j < outputs; j++) y[j] += value * weight[row + j];
  }
  if (activated) for (let j = 0; j < outputs; j++) if (y[j] < 0) y[j] = 0;
  return y;
}
