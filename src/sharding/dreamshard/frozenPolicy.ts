// DreamShard's policy on the CPU in float64: what episodes ask (policy.ts has its graph).

import { frozenLayers, type Layer, type Tensors, through } from '../learned/frozen';

/** Widths of layers: of what tables pass, and of what the predicted cost does. */
export const TABLE = [128, 32];
export const COST = [64, 32];

export class FrozenPolicy {
  readonly #table: readonly Layer[];
  readonly #cost: readonly Layer[];
  readonly #logit: readonly Layer[];

  constructor(
    features: number,
    readonly tensors: Tensors,
  ) {
    this.#table = frozenLayers(tensors, 'table', [features, ...TABLE]);
    this.#cost = frozenLayers(tensors, 'cost', [1, ...COST]);
    this.#logit = frozenLayers(tensors, 'logit', [TABLE[1] + COST[1], 1], false);
  }

  /** What a table adds to the sum of its device. */
  embed(features: Float64Array): Float64Array {
    return through(this.#table, features);
  }

  /** `sum`: of the tables on the device; undefined where there are none. */
  logit(sum: Float64Array | undefined, cost: number): number {
    const both = new Float64Array(TABLE[1] + COST[1]);
    if (sum) both.set(sum);
    both.set(through(this.#cost, Float64Array.of(cost)), TABLE[1]);
    return through(this.#logit, both)[0];
  }
}
