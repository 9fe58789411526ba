// A device as most of a balanced plan are, and what a shard adds to it: what a search adds up of costs that do not add up.

import type { SetCostModel } from '../learned/computeModel';
import { type Direction, directions } from '../learned/exchangeModel';
import { addTo } from '../learned/frozen';
import type { ExchangeOfDevices } from './learnedExchange';

export interface HeldVector {
  vector: Float64Array;
  columns: number;
}

/**
 * The mean device of the balanced plan of whole tables: the mean over devices of the sums of their vectors, which is the
 * same for every such plan. Good plans have devices near it, and near it a head of rectified layers is almost a plane, so
 * that what the shards of a device add to it, summed, lies above what the device takes by about the same on every device,
 * which makes no difference to which plan is best. What a shard takes alone has all that it would share with others.
 */
export class TypicalDevice {
  readonly #sum: Float64Array | undefined;
  readonly #compute: number;
  readonly #dimensions: number;
  readonly #exchanges = new Map<number, Record<Direction, number>>();

  constructor(
    private readonly model: SetCostModel,
    held: readonly HeldVector[],
    private readonly devices: number,
    private readonly exchange: ExchangeOfDevices | undefined,
  ) {
    const sum = held[0]?.vector.slice().fill(0);
    for (const { vector } of held) addTo(sum, vector);
    this.#sum = sum?.map((value) => value / devices);
    this.#compute = this.#sum ? model.cost(this.#sum) : 0;
    this.#dimensions = held.reduce((all, { columns }) => all + columns, 0) / devices;
  }

  /** Milliseconds that lookups take more with a shard of this vector; never less than nothing. */
  lookups(vector: Float64Array): number {
    if (!this.#sum) return Math.max(0, this.model.cost(vector));
    const beside = this.#sum.slice();
    addTo(beside, vector);
    return Math.max(0, this.model.cost(beside) - this.#compute);
  }

  /** Milliseconds that exchanges take more with so many columns more, whichever device has them. */
  exchanges(columns: number): Record<Direction, number> {
    let found = this.#exchanges.get(columns);
    if (!found) {
      found = this.exchange ? this.#exchangesMore(columns, this.exchange) : { forward: 0, backward: 0 };
      this.#exchanges.set(columns, found);
    }
    return found;
  }

  /** The mean over devices: a network does not take them to be alike. */
  #exchangesMore(columns: number, exchange: ExchangeOfDevices): Record<Direction, number> {
    const even = Array<number>(this.devices).fill(this.#dimensions);
    const compute = even.map(() => this.#compute);
    const before = exchange(even, compute);
    const more = { forward: 0, backward: 0 };
    for (const device of even.keys()) {
      const after = exchange(even.with(device, this.#dimensions + columns), compute);
      for (const way of directions) more[way] += (after[way][device] - before[way][device]) / this.devices;
    }
    return { forward: Math.max(0, more.forward), backward: Math.max(0, more.backward) };
  }
}
