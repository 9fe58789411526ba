// AutoShard's networks on the CPU in float64: what episodes and searches ask.

import { TesseraError } from '../../base/errors';
import type { SetCostModel } from '../learned/computeModel';
import { addTo, frozenLayers, type Layer, type Tensors, through } from '../learned/frozen';
import type { Scaling } from '../learned/scaling';
import type { EmbeddingTable } from '../problem';
import { AUTOSHARD_FEATURES, autoShardRow } from './features';
import { isHead, LSTM_LAYERS, STATE, VECTOR, widths } from './widths';

const inputs = {
  table: AUTOSHARD_FEATURES,
  cost: VECTOR,
  progress: 1,
  load: 2,
  logit: 3 * STATE,
  value: STATE,
} as const;

interface Memory {
  input: Layer;
  hidden: Layer;
}

export class FrozenAutoShard implements SetCostModel {
  readonly #layers: Record<keyof typeof widths, Layer[]>;
  readonly #memories: readonly Memory[];

  /** What lies on every device: a table of zeros. */
  readonly dummy: Float64Array;

  /** `unit`: milliseconds of a cost of 1, as the network was trained. */
  constructor(
    readonly tensors: Tensors,
    readonly scaling: Scaling,
    readonly unit: number,
  ) {
    const part = (name: keyof typeof widths) =>
      frozenLayers(tensors, name, [inputs[name], ...widths[name]], !isHead(name));
    const [table, cost, progress] = [part('table'), part('cost'), part('progress')];
    this.#layers = { table, cost, progress, load: part('load'), logit: part('logit'), value: part('value') };
    this.#memories = Array.from({ length: LSTM_LAYERS }, (_, layer) => memoryOf(tensors, layer + 1));
    this.dummy = through(table, new Float64Array(AUTOSHARD_FEATURES));
  }

  embed(table: EmbeddingTable): Float64Array {
    return through(this.#layers.table, autoShardRow(table, this.scaling));
  }

  cost(sum: Float64Array): number {
    return this.unit * through(this.#layers.cost, sum)[0];
  }

  /** Of each step, from the vectors of the tables in their order. */
  states(vectors: readonly Float64Array[]): Float64Array[] {
    const given = vectors.map((vector, step) =>
      joined(vector, through(this.#layers.progress, Float64Array.of(progressOf(step, vectors.length)))),
    );
    return this.#memories.reduce(remembered, given);
  }

  value(state: Float64Array): number {
    return through(this.#layers.value, state)[0];
  }

  /** `lying`: the sum of the vectors on the device, its dummy's among them; `load`: see `loadOf`. */
  logit(state: Float64Array, lying: Float64Array, load: readonly number[]): number {
    const action = joined(lying, through(this.#layers.load, Float64Array.from(load)));
    const both = state.map((value, k) => value * action[k]);
    return through(this.#layers.logit, joined(state, action, both))[0];
  }

  /** What the policy is told of a device. */
  loadOf(milliseconds: number, gigabytes: number): [number, number] {
    return [milliseconds / this.unit, gigabytes];
  }
}

/** Share of a task's tables that lie on devices before a step. */
export const progressOf = (step: number, tables: number): number => step / tables;

function joined(...parts: Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

function memoryOf(tensors: Tensors, layer: number): Memory {
  const name = `memory${layer}`;
  const columns = 4 * STATE;
  const part = (own: string) => {
    const found = tensors.get(`${name}.${own}`);
    if (!found) throw new TesseraError(`The network lacks "${name}.${own}".`);
    return found;
  };
  const renamed: Tensors = new Map([
    ['input1.weight', part('input.weight')],
    ['input1.bias', part('input.bias')],
    ['hidden1.weight', part('hidden.weight')],
    ['hidden1.bias', { shape: [columns], data: new Float64Array(columns) }],
  ]);
  const [input] = frozenLayers(renamed, 'input', [STATE, columns], false);
  const [hidden] = frozenLayers(renamed, 'hidden', [STATE, columns], false);
  return { input, hidden };
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** See graph/ops/recurrent.ts. */
function remembered(given: readonly Float64Array[], { input, hidden }: Memory): Float64Array[] {
  let before = new Float64Array(STATE);
  const cells = new Float64Array(STATE);
  return given.map((x) => {
    const sums = through([input], x);
    addTo(sums, through([hidden], before));
    before = Float64Array.from(cells, (cell, k) => {
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) => sums[gate * STATE + k]);
      cells[k] = logistic(f) * cell + logistic(i) * Math.tanh(g);
      return logistic(o) * Math.tanh(cells[k]);
    });
    return before;
  });
}
