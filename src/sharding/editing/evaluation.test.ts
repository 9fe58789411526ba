// What is evaluated after an edit is what would be evaluated from scratch, to the last bit, and what TorchRec says.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSharedText } from '../../../e2e/support/sharedData';
import type { CostModel } from '../costModel';
import { placedOf } from '../torchrec/contract';
import { memoryByRank, perfByRank, plainEstimator, ratingOf } from '../torchrec/options';
import { noPerf, totalPerf } from '../torchrec/perf';
import { criticalPath, imbalanceOf } from '../torchrec/stats';
import { plannerTable } from '../torchrec/table';
import { topologyOf } from '../torchrec/topology';
import { validatePlan } from '../torchrec/validate';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { type Evaluation, evaluate } from './evaluation';
import { startOf } from './newDocument';
import { planBound } from './planBound';
import { runFileDocument } from './sources';
import { documentOfShape, edited, editSeeds, shapes } from './testing/documents';

/** Without what is there to tell evaluations apart. */
const figures = ({ document: _document, cost: _cost, ...rest }: Evaluation) => rest;

describe('any edits of any document', () => {
  test('evaluated step by step as from scratch, as TorchRec rates, and above the bound', () => {
    fc.assert(
      fc.property(shapes, editSeeds, (shape, seeds) => {
        const documents = edited(documentOfShape(shape), seeds);
        const cost = estimatorCost(documents[0].problem);
        let step: Evaluation | undefined;
        for (const document of documents) {
          step = evaluate(document, cost, step);
          expect(figures(step)).toEqual(figures(evaluate(document, cost)));
        }
        const { problem, plan, reserved } = documents.at(-1)!;
        const placed = placedOf(problem, plan);
        const { ranks } = problem.topology;
        expect(step!.rating).toBe(ratingOf(placed, ranks));
        expect(step!.devices.map(({ total }) => total)).toEqual(perfByRank(placed, ranks));
        expect(step!.devices.map(({ used }) => used)).toEqual(memoryByRank(placed, ranks));
        expect(step!.devices[step!.slowest].total).toBe(step!.rating);
        // Sums of some tens of times, in another order.
        const path = criticalPath(placed, ranks);
        const near = (value: number, other: number) =>
          expect(Math.abs(value - other)).toBeLessThanOrEqual(100 * 2 ** -53 * other);
        near(step!.criticalPath.comms, path.comms);
        near(step!.criticalPath.compute, path.compute);
        expect(step!.imbalance.time).toEqual(imbalanceOf(perfByRank(placed, ranks)));
        expect(step!.violations.filter(({ kind }) => kind === 'memory')).toHaveLength(
          validatePlan(plan, problem, reserved).length,
        );
        expect(planBound(problem, cost)!).toBeLessThanOrEqual(step!.rating);
        for (const { capacity, reserved: kept, used, free } of step!.devices)
          for (const tier of ['hbm', 'ddr'] as const)
            expect(kept[tier] + used[tier] + free[tier]).toBe(capacity[tier]);
      }),
      { numRuns: 80 },
    );
  });

  test('a model of whole devices is asked for those that an edit touched, and for no other', () => {
    fc.assert(
      fc.property(shapes, editSeeds, (shape, seeds) => {
        const documents = edited(documentOfShape(shape), seeds);
        const estimator = estimatorCost(documents[0].problem);
        let asked: number[] = [];
        // Worse than the sum: what a device does grows with the number of its shards.
        const cost: CostModel = {
          ...estimator,
          devices: ({ tables }, which) => {
            asked = [...asked, ...which];
            return which.map((device) => {
              const shards = tables.flatMap((own) => own.shards.filter((each) => each.device === device));
              return { ...noPerf, forwardCompute: shards.length ** 2, forwardComms: 1 };
            });
          },
        };
        let step = evaluate(documents[0], cost);
        expect(asked).toEqual(step.devices.map(({ device }) => device));
        for (const document of documents.slice(1)) {
          asked = [];
          const before = step;
          step = evaluate(document, cost, before);
          const touched = asked;
          expect(step.devices).toEqual(evaluate(document, cost).devices);
          for (const { device, total, shards } of step.devices) {
            expect(total).toBe(shards.length ** 2 + 1);
            expect(touched.includes(device)).toBe(step.devices[device] !== before.devices[device]);
          }
          expect(step.criticalPath).toEqual({
            comms: 1,
            compute: Math.max(...step.devices.map(({ shards }) => shards.length ** 2)),
          });
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** TorchRec's own unit test: 100 × 10 on two ranks of one host, 512 samples, one lookup each. */
function pair() {
  const topology = topologyOf({ devices: 2 });
  const table = { rows: 100, dimension: 10, bytesPerElement: 4, poolingFactor: 1, coverage: 1 };
  const tables = ['a', 'b'].map((name) => plannerTable({ ...table, name }, 512));
  const problem = { tables, topology, settings: plainEstimator };
  return startOf(problem, { share: 0.15, denseBytes: 1000 });
}

test('by hand: TorchRec’s own values, two tables on one device, and what is reserved', () => {
  const apart = pair();
  const cost = estimatorCost(apart.problem);
  const both = applyEdit(apart, { kind: 'whole', table: 1, device: 0 });
  const one = evaluate({ ...both, plan: applyEdit(both, { kind: 'whole', table: 0, device: 0 }).plan }, cost);
  const [first, second] = one.devices;
  expect(first.perf.forwardCompute).toBeCloseTo(2 * 3.2746e-4, 8);
  expect(first.perf.forwardComms).toBeCloseTo(2 * 6.3578e-5, 8);
  expect(first.perf.backwardCompute).toBeCloseTo(2 * 6.5492e-4, 8);
  expect(second.total).toBe(0);
  expect(one.slowest).toBe(0);
  expect(one.imbalance.time.totalVariation).toBe(0.5);
  // Weights, indices of both ranks at 8 bytes, and vectors of 10 numbers.
  expect(first.used.hbm).toBe(2 * (4000 + 2 * 512 * 8 + 2 * 512 * 40));
  const GiB = 2 ** 30;
  const share = 32 * GiB - Math.trunc(0.85 * 32 * GiB);
  expect(first.reserved.hbm).toBe(share + 6000 + 2 * 512 * 8 * 20);
  expect(evaluate(apart, cost).rating).toBeCloseTo(totalPerf(first.perf) / 2, 12);
});

test('what is kept is the same object; of another problem nothing is kept', () => {
  const before = evaluate(pair(), estimatorCost(pair().problem));
  const { document, cost } = before;
  const edit = { kind: 'kernel', table: 0, computeKernel: 'fused_uvm' } as const;
  const after = evaluate(applyEdit(document, edit), cost, before);
  expect(after.tables[1]).toBe(before.tables[1]);
  expect(after.devices.filter((device, index) => device === before.devices[index])).toHaveLength(1);
  const other = { ...document.problem };
  const afresh = evaluate({ ...document, problem: other }, estimatorCost(other), before);
  expect(afresh.tables[1]).not.toBe(before.tables[1]);
});

test('broken rules are told with their tables and devices', () => {
  const { plan, ...rest } = pair();
  const cost = estimatorCost(rest.problem);
  const [device] = plan.tables[0].shards.map((shard) => shard.device);
  const rules = { pinned: [], together: [[0, 1]], forbidden: [{ table: 0, device }] };
  const found = evaluate({ ...rest, plan, rules }, cost).violations;
  expect(found.map(({ kind }) => kind)).toEqual(['forbidden', 'together']);
  expect(found[0]).toMatchObject({ table: 0, device });
  const tight = { ...rest.reserved, memory: rest.reserved.memory.map(() => ({ hbm: 4000, ddr: 0 })) };
  const [memory] = evaluate({ ...rest, plan, reserved: tight }, cost).violations;
  expect(memory).toMatchObject({ kind: 'memory', device: 0 });
  expect(memory.what).toMatch(
    /^Device 0 needs 51\.9 KiB of HBM and has 3\.9 KiB for tables; most of it [ab]/,
  );
});

const text = await readSharedText('sharding/torchrec_plans.json');

test.skipIf(!text)(
  'published plans have their published ratings (skipped without shared/data/sharding)',
  () => {
    const runs = (JSON.parse(text!) as { rating: number }[]).length;
    for (let run = 0; run < runs; run++) {
      const given = { file: 'plans', text: text! };
      const { document } = runFileDocument(given, run, { share: 0.15, denseBytes: 0 });
      const { rating, violations } = evaluate(document, estimatorCost(document.problem));
      const published = (JSON.parse(text!) as { rating: number }[])[run].rating;
      expect(Math.abs(rating / published - 1)).toBeLessThan(1e-12);
      expect(violations).toEqual([]);
    }
  },
);
