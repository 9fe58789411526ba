// Properties of whole plans: whatever the tables, the cluster and the constraints, what the planner and the search come
// to covers every table, tiles it, and fits; and the bound is below.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../../base/errors';
import { improve } from '../search/search';
import { placedOf, planOf } from './contract';
import { type PlannerProblem, plainEstimator, ratingOf } from './options';
import { readPlan, serialisePlan } from './planFile';
import { plan } from './planner';
import { type ProposerName, proposers } from './proposers';
import { reserve } from './reservation';
import { searchOf } from './searchProblem';
import { allowedTypes, plannerTable } from './table';
import { topologyOf } from './topology';
import { validatePlan } from './validate';

const MiB = 2 ** 20;

const problems = fc
  .record({
    tables: fc.array(
      fc.record({
        rows: fc.integer({ min: 1, max: 60_000 }),
        dimension: fc.constantFrom(4, 12, 16, 64, 128, 256),
        poolingFactor: fc.double({ min: 0, max: 40, noNaN: true }),
        minPartition: fc.constantFrom(null, 4, 32),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    hosts: fc.integer({ min: 1, max: 3 }),
    ranksPerHost: fc.integer({ min: 1, max: 4 }),
    hbm: fc.integer({ min: 2, max: 60 }),
    device: fc.constantFrom('cuda' as const, 'cpu' as const),
    anyKernel: fc.boolean(),
    grid: fc.boolean(),
  })
  .map(({ tables, hosts, ranksPerHost, hbm, device, anyKernel, grid }): PlannerProblem => {
    const cluster = { devices: hosts * ranksPerHost, devicesPerHost: ranksPerHost };
    const topology = topologyOf({ ...cluster, hbmBytes: hbm * MiB, ddrBytes: 100 * MiB }, device);
    return {
      topology,
      settings: plainEstimator,
      tables: tables.map(({ minPartition, ...own }, index) =>
        plannerTable({ ...own, name: `t${index}`, bytesPerElement: 4, coverage: 1 }, 32, {
          minPartition,
          computeKernels: anyKernel ? null : ['dense', 'fused'],
          shardingTypes: grid ? allowedTypes(topology) : null,
        }),
      ),
    };
  });

const asked = fc.constantFrom(...(Object.keys(proposers) as ProposerName[]));
const partitioners = fc.constantFrom('greedy' as const, 'memory-balanced' as const);

test('plans of every proposer and of the search are valid, and survive a file', () => {
  let planned = 0;
  fc.assert(
    fc.property(problems, asked, partitioners, (problem, name, partitioner) => {
      const reserved = reserve(problem.topology, problem.tables, { share: 0.1, denseBytes: 0 });
      const valid = (placed: ReturnType<typeof plan>['plan']) => {
        const own = planOf(placed);
        expect(validatePlan(own, problem, reserved)).toEqual([]);
        const modules = own.tables.map(() => 'm');
        const record = serialisePlan({ plan: own, modules }, problem.tables, problem.topology);
        const reading = { tables: problem.tables, topology: problem.topology, file: 'f' };
        expect(readPlan(JSON.parse(JSON.stringify(record)), reading)).toEqual({ plan: own, modules });
        return ratingOf(placedOf(problem, own), reserved.ranks);
      };
      let found: ReturnType<typeof plan>;
      try {
        found = plan(problem, { proposers: [name], partitioner, reserved });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        return;
      }
      planned++;
      expect(valid(found.plan)).toBe(found.rating);
      const search = searchOf(problem, reserved, found.plan, { minPartitions: [8] });
      const better = improve(search.problem, search.start, { seed: 3, steps: 3000, rounds: 2 });
      expect(valid(search.placed(better.choices))).toBeCloseTo(better.cost, 12);
      // The same times added in another order: some tens of them, each sum rounded.
      expect(better.cost).toBeLessThanOrEqual(found.rating * (1 + 100 * 2 ** -53));
      expect(better.bound).toBeLessThanOrEqual(better.cost * (1 + 1e-9));
    }),
    { numRuns: 30 },
  );
  expect(planned).toBeGreaterThan(8);
});
