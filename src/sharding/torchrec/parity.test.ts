// The port against TorchRec itself: every estimate and every plan of files that it wrote, where they are at hand; and
// figures of its own unit tests always.

import { describe, expect, test } from 'vitest';
import { readFromSharedFolder } from '../../../e2e/support/sharedFile';
import { caseError, readCases, relativeError } from './caseFile';
import { defaults } from './constants';
import { placedOf, planOf } from './contract';
import { memoryByRank, perfByRank, ratingOf } from './options';
import { estimatePerf } from './perf';
import { serialisePlan } from './planFile';
import { plan as planned } from './planner';
import { readRuns } from './planRuns';
import { defaultProposers, type ProposerName } from './proposers';
import { reserve } from './reservation';
import { criticalPath } from './stats';
import { plannerTable } from './table';
import { topologyOf } from './topology';
import { validatePlan } from './validate';

const json = async (name: string): Promise<unknown> => {
  const bytes = await readFromSharedFolder(`sharding/${name}`);
  return bytes && JSON.parse(bytes.toString());
};

const casesFile = await json('torchrec_estimator_cases.json');
const runsFile = await json('torchrec_plans.json');
const TOLERANCE = 1e-12;

test('a 100×10 table on two ranks takes what TorchRec’s own test says', () => {
  const table = plannerTable(
    { name: 't', rows: 100, dimension: 10, bytesPerElement: 4, poolingFactor: 1, coverage: 1 },
    512,
  );
  const topology = topologyOf({ devices: 2 });
  const request = { table, topology, shardingType: 'table_wise', kernel: 'fused' } as const;
  const [perf] = estimatePerf(request, [[100, 10]]);
  // (8,192 index + 131,072 looked-up + 40,960 written bytes) · 1.75 at 897 GiB/s; 40,960 bytes at 600 GiB/s.
  expect(perf.forwardCompute).toBeCloseTo(((8192 + 131_072 + 40_960) * 1.75) / ((897 * 2 ** 30) / 1000), 15);
  expect(perf.forwardCompute).toBeCloseTo(3.2746e-4, 8);
  expect(perf.forwardComms).toBeCloseTo(6.3578e-5, 9);
  expect(perf.backwardCompute).toBeCloseTo(6.5492e-4, 8);
  expect(perf.backwardComms).toBe(perf.forwardComms);
});

describe.skipIf(!casesFile)('estimates (skipped without shared/data/sharding)', () => {
  test('every case', () => {
    const cases = readCases(casesFile, 'cases');
    expect(cases.length).toBeGreaterThan(1000);
    const errors = cases.map(caseError);
    const worst = errors.indexOf(Math.max(...errors));
    expect(errors[worst], JSON.stringify(cases[worst])).toBeLessThanOrEqual(TOLERANCE);
  });
});

describe.skipIf(!runsFile)('plans (skipped without shared/data/sharding)', () => {
  const runs = runsFile ? readRuns(runsFile, 'plans') : [];
  const given = runsFile as {
    plan: unknown;
    perf_by_rank: number[];
    hbm_by_rank: number[];
    critical_path: number[];
    proposals: number;
    plans: number;
  }[];
  const asked: Record<string, readonly ProposerName[]> = {
    default: defaultProposers,
    greedy: ['greedy'],
    uniform: ['uniform'],
    dp: ['dynamic-programming'],
  };

  test.each(runs.map((run, index) => ({ run, index, name: `${run.name} ${run.proposer}` })))(
    '$name: the plan is read, is valid, is rated the same and is written the same',
    ({ run, index }) => {
      const { problem, file } = run;
      const { ranks } = problem.topology;
      const reserved = reserve(problem.topology, problem.tables, {
        share: defaults.reservedShare,
        denseBytes: 0,
      });
      expect(validatePlan(file.plan, problem, reserved)).toEqual([]);
      const placed = placedOf(problem, file.plan);
      expect(relativeError(ratingOf(placed, ranks), run.rating)).toBeLessThanOrEqual(TOLERANCE);
      for (const [rank, perf] of perfByRank(placed, ranks).entries())
        expect(relativeError(perf, given[index].perf_by_rank[rank])).toBeLessThanOrEqual(TOLERANCE);
      expect(memoryByRank(placed, ranks).map(({ hbm }) => hbm)).toEqual(given[index].hbm_by_rank);
      const { comms, compute } = criticalPath(placed, ranks);
      expect(relativeError(comms, given[index].critical_path[0])).toBeLessThanOrEqual(TOLERANCE);
      expect(relativeError(compute, given[index].critical_path[1])).toBeLessThanOrEqual(TOLERANCE);
      expect(serialisePlan(file, problem.tables, problem.topology)).toEqual(given[index].plan);
    },
  );

  test.each(runs.map((run, index) => ({ run, index, name: `${run.name} ${run.proposer}` })))(
    '$name: the planner comes to the same plan',
    ({ run, index }) => {
      const { problem, file } = run;
      const reserved = reserve(problem.topology, problem.tables, {
        share: defaults.reservedShare,
        denseBytes: 0,
      });
      const ours = planned(problem, {
        proposers: asked[run.proposer],
        partitioner: run.partitioner === 'membal' ? 'memory-balanced' : 'greedy',
        reserved,
      });
      expect(relativeError(ours.rating, run.rating)).toBeLessThanOrEqual(TOLERANCE);
      expect(ours).toMatchObject({ proposals: given[index].proposals, plans: given[index].plans });
      const own = { plan: planOf(ours.plan), modules: file.modules };
      expect(serialisePlan(own, problem.tables, problem.topology)).toEqual(given[index].plan);
    },
  );
});
