// Random placement: tables in random order, each on a random device among those that have room for it.

import { RandomStream } from '../../base/randomStream';
import { type Placement, type PlacementProblem, requirePlacementProblem } from './placement';

const ORDER_STREAM = 1;
const DEVICE_STREAM = 2;

/** Undefined where a table finds no room. The same seed gives the same placement. */
export function randomPlacement(problem: PlacementProblem, seed: number): Placement | undefined {
  requirePlacementProblem(problem);
  const { bytes, devices, capacityBytes, already, allowed } = problem;
  const used = already ? [...already.bytes] : Array<number>(devices).fill(0);
  const placement = Array<number>(bytes.length).fill(-1);
  const draws = new RandomStream(seed, DEVICE_STREAM);
  for (const table of new RandomStream(seed, ORDER_STREAM).permutation(bytes.length)) {
    const open = used.flatMap((inUse, device) =>
      inUse + bytes[table] <= capacityBytes && (!allowed || allowed(table, device)) ? [device] : [],
    );
    if (open.length === 0) return undefined;
    const device = open[draws.integer(open.length)];
    used[device] += bytes[table];
    placement[table] = device;
  }
  return placement;
}
