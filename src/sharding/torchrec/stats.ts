// How uneven a plan is, by the measures of TorchRec's `EmbeddingStats`, and its critical path.

import type { PlacedOption } from './options';

export interface Imbalance {
  totalVariation: number;
  totalDistance: number;
  /** Of its greatest possible value, as is the last. */
  chiSquared: number;
  kullbackLeibler: number;
}

/** Of loads of ranks, as shares of their sum. All zero when nothing is loaded. */
export function imbalanceOf(loads: readonly number[]): Imbalance {
  const sum = loads.reduce((a, b) => a + b, 0);
  const k = loads.length;
  const shares = loads.map((load) => (sum > 0 ? load / sum : 1 / k));
  const distances = shares.map((share) => Math.abs(share - 1 / k));
  const chi = distances.reduce((total, distance) => total + distance ** 2 * k, 0);
  const greatestChi = ((k - 1) / k) ** 2 * k + (k - 1) / k;
  const divergence = shares.reduce((total, p) => total + (p > 0 ? p * Math.log(k * p) : 0), 0);
  return {
    totalVariation: Math.max(...distances),
    totalDistance: distances.reduce((a, b) => a + b, 0),
    chiSquared: greatestChi > 0 ? chi / greatestChi : 0,
    kullbackLeibler: k > 1 ? divergence / Math.log(k) : 0,
  };
}

export interface CriticalPath {
  /** Milliseconds. */
  comms: number;
  compute: number;
}

/**
 * Collectives of a module and sharding type wait for the slowest rank, in forward and in backward; so does all computing.
 * The plan is of one module.
 */
export function criticalPath(plan: readonly PlacedOption[], ranks: number): CriticalPath {
  const comms = new Map<string, Float64Array>();
  const forward = new Float64Array(ranks);
  const backward = new Float64Array(ranks);
  const of = (key: string) => {
    const found = comms.get(key) ?? new Float64Array(ranks);
    comms.set(key, found);
    return found;
  };
  for (const { option, ranks: placed } of plan)
    for (const [index, { perf }] of option.shards.entries()) {
      const rank = placed[index];
      of(`${option.shardingType} forward`)[rank] += perf.forwardComms;
      of(`${option.shardingType} backward`)[rank] += perf.backwardComms;
      forward[rank] += perf.forwardCompute;
      backward[rank] += perf.backwardCompute;
    }
  let waiting = 0;
  for (const each of comms.values()) waiting += Math.max(...each);
  return { comms: waiting, compute: Math.max(...forward) + Math.max(...backward) };
}
