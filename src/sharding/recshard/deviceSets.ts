// Tables on devices, each device's fast memory filled at its best: what a change would cost, and making it.

import { filledSavings, type HotnessOrder } from './hotness';
import type { SplitPlan } from './splitPlan';
import { alreadyOf, type SplitDevice, type SplitProblem } from './splitProblem';

/** Nothing moved in that direction. */
export const NONE = -1;

export class DeviceSets {
  readonly seconds: Float64Array;
  readonly deviceOf: Int32Array;
  private readonly device: SplitDevice;
  /** Pieces of each device's tables, hottest first, and its seconds if all of them were slow. */
  private readonly places: Int32Array[];
  private readonly slowSeconds: Float64Array;
  private readonly scratch: Int32Array;

  constructor(
    problem: SplitProblem,
    private readonly order: HotnessOrder,
    placement: readonly number[],
  ) {
    const { device, devices } = problem;
    this.device = device;
    this.deviceOf = Int32Array.from(placement);
    this.seconds = new Float64Array(devices);
    this.slowSeconds = Float64Array.from(alreadyOf(problem));
    this.scratch = new Int32Array(order.table.length);
    const places: number[][] = Array.from({ length: devices }, () => []);
    order.table.forEach((table, place) => {
      places[placement[table]].push(place);
    });
    this.places = places.map((list) => Int32Array.from(list));
    placement.forEach((d, table) => {
      this.slowSeconds[d] += order.slowSeconds[table];
    });
    this.places.forEach((list, d) => {
      this.seconds[d] = this.slowSeconds[d] - filledSavings(order, list, list.length, device);
    });
  }

  tablesOn(device: number): number[] {
    const tables: number[] = [];
    this.deviceOf.forEach((d, table) => {
      if (d === device) tables.push(table);
    });
    return tables;
  }

  /** Seconds of a device without one of its tables and with another's, either of which may be `NONE`. */
  secondsWith(device: number, without: number, added: number): number {
    const length = this.merge(device, without, added);
    return (
      this.slowWith(device, without, added) - filledSavings(this.order, this.scratch, length, this.device)
    );
  }

  /** Moves `table` to `to`, and `other` of that device, unless `NONE`, back in its place. */
  exchange(table: number, to: number, other: number): void {
    const from = this.deviceOf[table];
    for (const [device, without, added] of [
      [from, table, other],
      [to, other, table],
    ]) {
      const length = this.merge(device, without, added);
      this.slowSeconds[device] = this.slowWith(device, without, added);
      this.places[device] = this.scratch.slice(0, length);
      this.seconds[device] =
        this.slowSeconds[device] - filledSavings(this.order, this.scratch, length, this.device);
    }
    this.deviceOf[table] = to;
    if (other !== NONE) this.deviceOf[other] = from;
  }

  /** Rows of each table in fast memory. */
  plan(): SplitPlan {
    const hotRows = Array<number>(this.deviceOf.length).fill(0);
    const { order } = this;
    for (const list of this.places)
      filledSavings(order, list, list.length, this.device, (place, rows) => {
        hotRows[order.table[place]] += rows;
      });
    return { devices: [...this.deviceOf], hotRows };
  }

  private slowWith(device: number, without: number, added: number): number {
    const { slowSeconds } = this.order;
    const less = without === NONE ? 0 : slowSeconds[without];
    return this.slowSeconds[device] - less + (added === NONE ? 0 : slowSeconds[added]);
  }

  /** Both lists are ascending; returns how many places of `scratch` it has filled. */
  private merge(device: number, without: number, added: number): number {
    const { scratch, order } = this;
    const own = this.places[device];
    const more = added === NONE ? undefined : order.placesOf[added];
    let next = 0;
    let length = 0;
    for (let i = 0; i < own.length; i++) {
      const place = own[i];
      if (order.table[place] === without) continue;
      if (more) while (next < more.length && more[next] < place) scratch[length++] = more[next++];
      scratch[length++] = place;
    }
    if (more) while (next < more.length) scratch[length++] = more[next++];
    return length;
  }
}
