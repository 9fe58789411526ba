// A trained network on the CPU in float64: what searches ask thousands of times. Tables are embedded once; moving one
// from device to device is then a sum and a pass through the head.

import { TesseraError } from '../../base/errors';
import type { CostNetwork } from './networks';

export type Tensors = ReadonlyMap<string, { shape: readonly number[]; data: ArrayLike<number> }>;

interface Layer {
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
    tensors: Tensors,
  ) {
    const widths = [network.features, ...network.table];
    this.#table = network.table.map((_, index) => layerOf(tensors, `table${index + 1}`, widths[index], true));
    const into = [widths[widths.length - 1], ...network.head];
    this.#head = into.map((width, index) =>
      layerOf(tensors, `head${index + 1}`, width, index + 1 < into.length),
    );
  }

  /** Length of what the head reads. */
  get width(): number {
    return this.#head[0].inputs;
  }

  /** What a table adds to the sum of its device. */
  embed(features: Float64Array): Float64Array {
    return this.#table.reduce(through, features);
  }

  /** [outputs] from a sum of embedded tables; of a network of rows, from its features. */
  head(sum: Float64Array): Float64Array {
    return this.#head.reduce(through, sum);
  }

  /** [outputs] of a sample: the features of each of its tables, or its one row. */
  predict(rows: readonly Float64Array[]): Float64Array {
    const sum = new Float64Array(this.width);
    for (const row of rows) addTo(sum, this.embed(row));
    return this.head(sum);
  }
}

export function addTo(sum: Float64Array, other: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] += other[k];
}

function layerOf(tensors: Tensors, name: string, inputs: number, activated: boolean): Layer {
  const weight = tensors.get(`${name}.weight`);
  const bias = tensors.get(`${name}.bias`);
  if (!weight || !bias || weight.shape[0] !== inputs || weight.shape[1] !== bias.shape[0])
    throw new TesseraError(`The network lacks "${name}" with ${inputs} inputs.`);
  const [, outputs] = weight.shape;
  return {
    ...{ inputs, outputs, activated },
    weight: Float64Array.from(weight.data),
    bias: Float64Array.from(bias.data),
  };
}

function through(x: Float64Array, { inputs, outputs, weight, bias, activated }: Layer): Float64Array {
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
