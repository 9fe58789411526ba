// A search on costs other than the estimator's: they are what it adds up, for its start and for what it finds.

import { expect, test } from 'vitest';
import { costOf } from '../search/problem';
import { improve } from '../search/search';
import { generateTables } from '../tables/generate';
import { type PlannerProblem, plainEstimator, type ShardingOption } from './options';
import { plan } from './planner';
import { defaultProposers } from './proposers';
import { searchOf } from './searchProblem';
import { plannerTable } from './table';
import { topologyOf } from './topology';

const topology = topologyOf({ devices: 4, devicesPerHost: 2 });
const tables = generateTables({ tables: 9, seed: 4, dimension: 16, bytesPerElement: 4 }).map((table) =>
  plannerTable(table, 64, { minPartition: 4, computeKernels: ['dense', 'fused'] }),
);
const problem: PlannerProblem = { tables, topology, settings: plainEstimator };
const start = plan(problem, { proposers: defaultProposers, partitioner: 'greedy', reserved: topology }).plan;

/** Every shard costs one, and a copy two. */
const costs = ({ shardingType, shards }: ShardingOption) =>
  shards.map(() => (shardingType === 'data_parallel' ? 2 : 1));

const mostShards = (placed: typeof start): number => {
  const loads = new Array<number>(4).fill(0);
  for (const { option, ranks } of placed)
    for (const [index, cost] of costs(option).entries()) loads[ranks[index]] += cost;
  return Math.max(...loads);
};

test('shards that cost the same are placed whole, three on the fullest of four devices', () => {
  const search = searchOf(problem, topology, start, { costs });
  expect(costOf(search.problem, search.start)).toBe(mostShards(start));
  const found = improve(search.problem, search.start, { seed: 1, steps: 60_000, rounds: 3 });
  const placed = search.placed(found.choices);
  expect(found.cost).toBe(mostShards(placed));
  // Nine tables on four devices.
  expect(found.cost).toBe(3);
  expect(placed.every(({ option }) => option.shards.length < 4)).toBe(true);
});
