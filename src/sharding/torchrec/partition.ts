// TorchRec's greedy partitioner (`GreedyPerfPartitioner`, BSD-3): uniform options first, then the others from the
// largest down, each shard on the least busy rank, or each table on the least busy host, where it fits.

import { partitionBy } from './geometry';
import type { PlannedShard, ShardingOption } from './options';
import { addPerf, noPerf, type Perf, totalPerf } from './perf';
import { addMemory, fitsIn, lessMemory, noMemory } from './storage';
import type { Memory, Topology } from './topology';

export type SortBy = 'storage' | 'perf';

/** The ranks of every option's shards, or why there are none. */
export type Partition = { ranks: number[][] } | { failure: string };

interface Rank {
  rank: number;
  free: Memory;
  perf: Perf;
  total: number;
}

class DoesNotFit extends Error {}

function take(rank: Rank, { storage, perf }: PlannedShard): void {
  rank.free = lessMemory(rank.free, storage);
  rank.perf = addPerf(rank.perf, perf);
  rank.total = totalPerf(rank.perf);
}

/** Shard i on rank i. */
function placeUniform({ name, shards, shardingType }: ShardingOption, ranks: readonly Rank[]): number[] {
  if (shards.length !== ranks.length)
    throw new DoesNotFit(
      `${name}: ${shardingType} has ${shards.length} shards and there are ${ranks.length} ranks`,
    );
  return shards.map((shard, index) => {
    const rank = ranks[index];
    if (!fitsIn(shard.storage, rank.free))
      throw new DoesNotFit(`${name}: a ${shardingType} shard does not fit on rank ${rank.rank}`);
    take(rank, shard);
    return rank.rank;
  });
}

/** Each shard on the least busy rank that holds it; of equals, the first of its host, then the first host's. */
function placeByDevice(
  { name, shards, shardingType }: ShardingOption,
  ranks: readonly Rank[],
  perHost: number,
): number[] {
  const before = (a: Rank, b: Rank) =>
    a.total - b.total || (a.rank % perHost) - (b.rank % perHost) || a.rank - b.rank;
  return shards.map((shard) => {
    let best: Rank | undefined;
    for (const rank of ranks)
      if (fitsIn(shard.storage, rank.free) && (!best || before(rank, best) < 0)) best = rank;
    if (!best) throw new DoesNotFit(`${name}: a ${shardingType} shard fits on no rank`);
    take(best, shard);
    return best.rank;
  });
}

/** A rank that appears twice is one rank in the copy too. */
function copies(ranks: readonly Rank[]): Rank[] {
  const copied = new Map(ranks.map((rank) => [rank, { ...rank }]));
  return ranks.map((rank) => copied.get(rank)!);
}

const adopt = (ranks: readonly Rank[], from: readonly Rank[]): void => {
  for (const [index, rank] of ranks.entries()) Object.assign(rank, from[index]);
};

/** Hosts from the least busy. */
const byPerf = (hosts: readonly Rank[][]): Rank[][] => {
  const busy = new Map(hosts.map((host) => [host, host.reduce((sum, { total }) => sum + total, 0)]));
  return [...hosts].sort((a, b) => busy.get(a)! - busy.get(b)!);
};

function placeOnHost(option: ShardingOption, hosts: readonly Rank[][]): number[] {
  for (const host of byPerf(hosts)) {
    const free = host.reduce((sum, rank) => addMemory(sum, rank.free), noMemory);
    if (!fitsIn(option.totalStorage, free)) continue;
    const tried = copies(host);
    const placed = attempt(() =>
      option.shardingType === 'table_row_wise'
        ? placeUniform(option, tried)
        : placeByDevice(option, tried, tried.length),
    );
    if (!placed) continue;
    adopt(host, tried);
    return placed;
  }
  throw new DoesNotFit(`${option.name}: ${option.shardingType} fits on no host`);
}

/** Of grid shards: as many hosts in a row as they fill, or all of them in turn. */
function placeOnHosts(option: ShardingOption, hosts: readonly Rank[][]): number[] {
  const perHost = hosts[0].length;
  const needed = option.shards.length / perHost;
  const sorted = byPerf(hosts);
  const windows = needed >= sorted.length ? 1 : sorted.length - needed + 1;
  for (let first = 0; first < windows; first++) {
    const chosen = Array.from(
      { length: needed },
      (_, index) => sorted[(first + index) % sorted.length],
    ).flat();
    const tried = copies(chosen);
    const placed = attempt(() => placeUniform(option, tried));
    if (!placed) continue;
    adopt(chosen, tried);
    return placed;
  }
  throw new DoesNotFit(`${option.name}: grid_shard fits on no ${needed} hosts`);
}

function attempt<T>(place: () => T): T | undefined {
  try {
    return place();
  } catch (error) {
    if (error instanceof DoesNotFit) return undefined;
    throw error;
  }
}

/** `hbmBytes` caps the HBM of every rank. */
export function greedyPartition(
  proposal: readonly ShardingOption[],
  topology: Topology,
  sortBy: SortBy = 'storage',
  hbmBytes?: number,
): Partition {
  const ranks: Rank[] = topology.memory.map(({ hbm, ddr }, rank) => ({
    ...{ rank, free: { hbm: hbmBytes ? Math.min(hbmBytes, hbm) : hbm, ddr }, perf: noPerf, total: 0 },
  }));
  const { ranksPerHost } = topology;
  const hosts = Array.from({ length: Math.floor(topology.ranks / ranksPerHost) }, (_, host) =>
    ranks.slice(host * ranksPerHost, (host + 1) * ranksPerHost),
  );
  const placed: number[][] = new Array(proposal.length);
  const kinds = proposal.map(({ shardingType }) => partitionBy[shardingType]);
  const order = proposal
    .map((_, index) => index)
    .filter((index) => kinds[index] !== 'uniform')
    .sort((i, j) => largerFirst(proposal[i], proposal[j], sortBy));
  try {
    for (const [index, option] of proposal.entries())
      if (kinds[index] === 'uniform') placed[index] = placeUniform(option, ranks);
    for (const index of order) {
      const option = proposal[index];
      if (kinds[index] === 'device') placed[index] = placeByDevice(option, ranks, ranksPerHost);
      else if (kinds[index] === 'host') placed[index] = placeOnHost(option, hosts);
      else placed[index] = placeOnHosts(option, hosts);
    }
  } catch (error) {
    if (error instanceof DoesNotFit) return { failure: error.message };
    throw error;
  }
  return { ranks: placed };
}

function largerFirst(a: ShardingOption, b: ShardingOption, sortBy: SortBy): number {
  if (sortBy === 'perf') return b.totalPerf - a.totalPerf;
  return b.totalStorage.hbm - a.totalStorage.hbm || b.totalStorage.ddr - a.totalStorage.ddr;
}
