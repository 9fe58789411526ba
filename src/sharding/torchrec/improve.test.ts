// The search on plans of TorchRec's planner, in TorchRec's own objective: further below its ratings than a plain local
// search came, with plans that are valid.

import { describe, expect, test } from 'vitest';
import { readFromSharedFolder } from '../../../e2e/support/sharedFile';
import { improve } from '../search/search';
import { defaults } from './constants';
import { placedOf, planOf } from './contract';
import { ratingOf } from './options';
import { plan } from './planner';
import { readRuns } from './planRuns';
import { defaultProposers } from './proposers';
import { reserve } from './reservation';
import { searchOf } from './searchProblem';
import { validatePlan } from './validate';

const bytes = await readFromSharedFolder('sharding/torchrec_plans.json');
const runs = bytes ? readRuns(JSON.parse(bytes.toString()), 'plans') : [];
const settings = { seed: 0, steps: 900_000, rounds: 6 };

/** TorchRec's default planner, and what a plain local search from its plan came to; milliseconds. */
const anchors = [
  ['mlperf_dlrmv2_8xA100_40GB', 0.5217, 0.5089],
  ['mlperf_dlrmv2_16xA100_2node', 2.2656, 2.0444],
  ['dreamshard_T50_4gpu', 5.8818, 5.8012],
  ['neuroshard_54_4gpu', 8.5565, 7.7556],
  ['dlrm107_16gpu_2node_dim128', 22.5529, 19.5213],
] as const;

describe.skipIf(!bytes)('improving (skipped without shared/data/sharding)', () => {
  const problemOf = (name: string) => {
    const { problem } = runs.find((run) => run.name === name)!;
    const { topology, tables } = problem;
    const reserved = reserve(topology, tables, { share: defaults.reservedShare, denseBytes: 0 });
    return { problem, reserved };
  };

  test.each(anchors)('%s', (name, published, local) => {
    const { problem, reserved } = problemOf(name);
    const planned = plan(problem, { proposers: defaultProposers, partitioner: 'greedy', reserved });
    expect(planned.rating).toBeCloseTo(published, 4);
    const search = searchOf(problem, reserved, planned.plan);
    expect(ratingOf(search.placed(search.start), reserved.ranks)).toBe(planned.rating);
    const found = improve(search.problem, search.start, settings);
    const better = planOf(search.placed(found.choices));
    expect(ratingOf(placedOf(problem, better), reserved.ranks)).toBeCloseTo(found.cost, 12);
    expect(validatePlan(better, problem, reserved)).toEqual([]);
    expect(found.cost).toBeLessThanOrEqual(local + 5e-5);
    expect(found.bound).toBeLessThanOrEqual(found.cost);
  });

  test('columns cut narrower than the planner cuts them', () => {
    const { problem, reserved } = problemOf('mlperf_dlrmv2_8xA100_40GB');
    const planned = plan(problem, { proposers: defaultProposers, partitioner: 'greedy', reserved });
    const search = searchOf(problem, reserved, planned.plan, { minPartitions: [64, 32] });
    const found = improve(search.problem, search.start, settings);
    expect(validatePlan(planOf(search.placed(found.choices)), problem, reserved)).toEqual([]);
    expect(found.cost).toBeLessThan(0.5);
  });
});
