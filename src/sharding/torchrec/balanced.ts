// TorchRec's partitioner for even memory (`MemoryBalancedPartitioner`): the greedy one under an ever lower cap of HBM,
// as long as the plan is hardly slower.

import { memoryByRank, type PlacedOption, ratingOf, type ShardingOption } from './options';
import { greedyPartition, type Partition } from './partition';
import type { Topology } from './topology';

const MOST_STEPS = 10;
const TOLERANCE = 0.02;
/** The search ends when the cap is known this closely. */
const CLOSE_BYTES = 10 * 1024 * 1024;

export const placedBy = (proposal: readonly ShardingOption[], ranks: readonly number[][]): PlacedOption[] =>
  proposal.map((option, index) => ({ option, ranks: ranks[index] }));

export function balancedPartition(proposal: readonly ShardingOption[], topology: Topology): Partition {
  let best = greedyPartition(proposal, topology, 'perf');
  if ('failure' in best) return best;
  const plan = placedBy(proposal, best.ranks);
  const rating = ratingOf(plan, topology.ranks);
  const hbm = memoryByRank(plan, topology.ranks).map((memory) => memory.hbm);
  const shards = proposal.flatMap((option) => option.shards.map(({ storage }) => storage.hbm));
  const mean = Math.trunc(hbm.reduce((a, b) => a + b, 0) / topology.ranks);
  let least = Math.max(mean, ...shards);
  let most = Math.max(...hbm);
  for (let step = 0; step < MOST_STEPS && least + CLOSE_BYTES < most; step++) {
    const cap = Math.floor((most + least) / 2);
    const tried = greedyPartition(proposal, topology, 'perf', cap);
    const kept =
      'ranks' in tried &&
      ratingOf(placedBy(proposal, tried.ranks), topology.ranks) <= rating * (1 + TOLERANCE);
    if (kept) {
      best = tried;
      most = cap;
    } else least = cap;
  }
  return best;
}
