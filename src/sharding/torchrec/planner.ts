// TorchRec's planner: every proposal is placed and rated, and the plan whose slowest rank is fastest stands.

import { ConfigError } from '../../base/errors';
import { balancedPartition, placedBy } from './balanced';
import {
  enumerateOptions,
  type PlacedOption,
  type PlannerProblem,
  ratingOf,
  type ShardingOption,
} from './options';
import { greedyPartition, type Partition } from './partition';
import { type Proposal, type ProposerName, proposers } from './proposers';
import type { Topology } from './topology';

export type PartitionerName = 'greedy' | 'memory-balanced';

const partitioners: Record<PartitionerName, (proposal: Proposal, topology: Topology) => Partition> = {
  greedy: (proposal, topology) => greedyPartition(proposal, topology),
  'memory-balanced': balancedPartition,
};

export interface PlannerRequest {
  proposers: readonly ProposerName[];
  partitioner: PartitionerName;
  /** The topology with what is left of memory after reservations. */
  reserved: Topology;
  /** Other costs than TorchRec's estimates. */
  priced?: (option: ShardingOption) => ShardingOption;
}

/** How far the planner has come. */
export interface PlannerStep {
  /** Different ones so far, the one that is tried next among them. */
  proposals: number;
  best?: Pick<PlannerResult, 'plan' | 'rating'>;
}

export interface PlannerResult {
  plan: PlacedOption[];
  /** Milliseconds of the slowest rank. */
  rating: number;
  /** Different ones that were tried, and those of them that fitted. */
  proposals: number;
  plans: number;
}

/** What became of the proposals where none fitted. */
export interface NoPlan {
  proposals: number;
  plans: 0;
  failure: string;
}

/** All at once. Throws `ConfigError` when no proposal fits. */
export function plan(problem: PlannerProblem, request: PlannerRequest): PlannerResult {
  const planner = planning(problem, request);
  let next = planner.next();
  while (!next.done) next = planner.next();
  const result = next.value;
  if ('plan' in result) return result;
  throw new ConfigError(
    `No plan of ${request.proposers.join(', ')} fits in memory: ${result.proposals} proposals; the last: ${result.failure}. ` +
      'Add devices or memory, lower the batch or the reserved share, or allow kernels that keep rows in host memory.',
  );
}

/** Yields before each proposal that it tries. */
export function* planning(
  problem: PlannerProblem,
  { partitioner, reserved, proposers: asked, priced }: PlannerRequest,
): Generator<PlannerStep, PlannerResult | NoPlan> {
  const enumerated = enumerateOptions(problem);
  const options = priced ? enumerated.map(priced) : enumerated;
  const seen = new Set<string>();
  let best: PlannerStep['best'];
  let plans = 0;
  let failure = 'there is no proposal';
  for (const name of asked)
    for (const proposal of proposers[name](options, reserved)) {
      const key = proposal
        .map(({ id }) => id)
        .sort((a, b) => a - b)
        .join();
      if (seen.has(key)) continue;
      seen.add(key);
      yield { proposals: seen.size, best };
      const partition = partitioners[partitioner](proposal, reserved);
      if ('failure' in partition) {
        failure = partition.failure;
        continue;
      }
      plans++;
      const placed = placedBy(proposal, partition.ranks);
      const rating = ratingOf(placed, reserved.ranks);
      if (!best || rating < best.rating) best = { plan: placed, rating };
    }
  if (!best) return { proposals: seen.size, plans: 0, failure };
  return { ...best, proposals: seen.size, plans };
}
