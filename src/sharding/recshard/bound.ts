// What no plan can beat: all devices' memories as one, and each table alone.

import type { HotnessOrder } from './hotness';
import { alreadyOf, type SplitProblem } from './splitProblem';

export interface SplitBound {
  /** Seconds: no plan's slowest device is faster. */
  seconds: number;
  /** Seconds of all devices together, with their memories as one. */
  total: number;
  /** Seconds saved by one more byte of that memory. */
  bytePrice: number;
  /** Place in the order of the first piece that is not held whole in fast memory. */
  threshold: number;
}

/**
 * Devices that share one memory do at least as well together as apart, so a share of that optimum bounds the slowest
 * from below; so does the optimum of a single table that has the idlest device to itself, and what was there before.
 */
export function splitBound(problem: SplitProblem, order: HotnessOrder): SplitBound {
  const { device, devices } = problem;
  const already = alreadyOf(problem);
  const everything = order.table.map((_, place) => place);
  const pool = relaxedFill(order, everything, devices * device.fastBytes);
  const alone = order.placesOf.map(
    (places, table) => order.slowSeconds[table] - relaxedFill(order, places, device.fastBytes).saved,
  );
  const sum = (all: Iterable<number>) => [...all].reduce((before, seconds) => before + seconds, 0);
  const total = sum(already) + sum(order.slowSeconds) - pool.saved;
  const next = pool.places;
  return {
    seconds: Math.max(total / devices, ...already, Math.min(...already) + Math.max(0, ...alone)),
    total,
    bytePrice: next < everything.length ? order.rowSavings[next] / order.rowBytes[next] : 0,
    threshold: next,
  };
}

/** Hottest first, the last row in part: seconds saved, and how many pieces fit whole. */
function relaxedFill(order: HotnessOrder, places: Int32Array, bytes: number) {
  let free = bytes;
  let saved = 0;
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (order.bytes[place] > free)
      return { saved: saved + (free / order.rowBytes[place]) * order.rowSavings[place], places: i };
    free -= order.bytes[place];
    saved += order.savings[place];
  }
  return { saved, places: places.length };
}
