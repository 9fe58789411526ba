// The greedy rules against which every paper on table placement compares: most costly table first, each on the device
// with the least cost so far that has room for it.

import { type EmbeddingTable, tableBytes } from '../problem';
import { type Placement, type PlacementProblem, requirePlacementProblem } from './placement';

/** What a table is taken to cost, without looking at any machine. */
export const greedyCosts = {
  size: tableBytes,
  dimension: ({ dimension }: EmbeddingTable) => dimension,
  lookup: ({ dimension, poolingFactor, coverage }: EmbeddingTable) => dimension * poolingFactor * coverage,
  sizeLookup: ({ dimension, poolingFactor, coverage, rows }: EmbeddingTable) =>
    dimension * poolingFactor * coverage * Math.log10(rows),
} as const;

export type GreedyRule = keyof typeof greedyCosts;

export const greedyRules = Object.keys(greedyCosts) as GreedyRule[];

/** Most costly first: by (cost, size, index), all descending. */
export function greedyOrder(costs: readonly number[], bytes: readonly number[]): number[] {
  const order = costs.map((_, table) => table);
  return order.sort((a, b) => costs[b] - costs[a] || bytes[b] - bytes[a] || b - a);
}

/**
 * Each table to the device with the least sum of costs among those with room, of equals to the one with least memory
 * in use, then to the first (the rule of DreamShard and NeuroShard). Undefined where a table finds no room.
 */
export function greedyPlacement(problem: PlacementProblem): Placement | undefined {
  requirePlacementProblem(problem);
  const { costs, bytes, devices, capacityBytes, already, allowed } = problem;
  const sums = already ? [...already.costs] : Array<number>(devices).fill(0);
  const used = already ? [...already.bytes] : Array<number>(devices).fill(0);
  const placement = Array<number>(costs.length).fill(-1);
  for (const table of greedyOrder(costs, bytes)) {
    const device = leastLoaded(
      sums,
      used,
      (d) => used[d] + bytes[table] <= capacityBytes && (!allowed || allowed(table, d)),
    );
    if (device === undefined) return undefined;
    sums[device] += costs[table];
    used[device] += bytes[table];
    placement[table] = device;
  }
  return placement;
}

/** Among the devices that `hasRoom` accepts: least cost, of equals least memory in use, then the first. */
export function leastLoaded(
  costs: readonly number[],
  used: readonly number[],
  hasRoom: (device: number) => boolean,
): number | undefined {
  let best: number | undefined;
  for (let device = 0; device < costs.length; device++) {
    if (!hasRoom(device)) continue;
    if (best === undefined || costs[device] < costs[best]) best = device;
    else if (costs[device] === costs[best] && used[device] < used[best]) best = device;
  }
  return best;
}
