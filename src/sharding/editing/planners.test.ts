// Every planner on every kind of document: its plan can be carried out, fits and keeps the rules, or one clear error says
// that there is none; and TorchRec's own come to the ratings that TorchRec comes to.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../base/errors';
import type { CostModel } from '../costModel';
import { noPerf } from '../torchrec/perf';
import { randomNetworks } from '../trained/testing/networks';
import { clusterPresets } from './clusters';
import type { PlanDocument } from './document';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { fitted } from './fitting';
import { type EditorPlanner, type PlannerProgress, planners } from './planners';
import { mlperfDocument, settingsFor } from './sources';
import { spaceOf } from './space';
import { documentOfShape, edited, editSeeds, shapes } from './testing/documents';

/** Weights are random: plans are poor, and keep all that a plan must keep. */
const networks = randomNetworks(9);

function ran(planner: EditorPlanner, document: PlanDocument, cost: CostModel, steps = 4000) {
  const run = planner.run(document, cost, { seed: 5, steps, networks });
  const progress: PlannerProgress[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) return { plan: next.value, progress };
    progress.push(next.value);
  }
}

const byId = (id: string) => planners.find((planner) => planner.id === id)!;

test.each(planners.map((planner) => [planner.id, planner] as const))(
  '%s: plans keep the rules and fit, the same each time',
  (id, planner) => {
    const isGrid = id.startsWith('torchrec') && !/greedy|uniform|dynamic/.test(id);
    let planned = 0;
    fc.assert(
      fc.property(shapes, editSeeds, (given, seeds) => {
        // All combinations of a few tables are some hundreds.
        const shape = isGrid
          ? { ...given, tables: given.tables.slice(0, 3), anyKernel: false }
          : { ...given, anyKernel: given.anyKernel || id === 'recshard' };
        const document = edited(documentOfShape(shape), seeds).at(-1)!;
        const cost = estimatorCost(document.problem);
        const before = evaluate(document, cost);
        let found: ReturnType<typeof ran>;
        try {
          found = ran(planner, document, cost);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as Error).message).toContain(planner.title);
          return;
        }
        planned++;
        const after = evaluate({ ...document, plan: found.plan }, cost);
        expect(after.violations).toEqual([]);
        for (const table of document.rules.pinned)
          expect(found.plan.tables[table]).toBe(document.plan.tables[table]);
        const last = found.progress.at(-1);
        if (last) {
          expect(last.best).toBe(after.rating);
          expect(last.done).toBe(last.total);
        }
        expect(ran(planner, document, cost).plan).toEqual(found.plan);
        if (id !== 'search') return;
        expect(last!.bound!).toBeLessThanOrEqual(after.rating * (1 + 1e-9));
        if (!before.violations.length) expect(after.rating).toBeLessThanOrEqual(before.rating);
      }),
      { numRuns: 25 },
    );
    expect(planned).toBeGreaterThan(5);
  },
);

describe('MLPerf’s tables on eight devices of 40 GiB', () => {
  const { cluster, device } = clusterPresets.find(({ id }) => id === 'torchrec-a100')!;
  const { document } = mlperfDocument({ ...settingsFor(cluster, device), batch: 1024 });
  const cost = estimatorCost(document.problem);
  const rating = (id: string, of = document, steps?: number) =>
    evaluate({ ...of, plan: ran(byId(id), of, cost, steps).plan }, cost).rating;

  // What TorchRec itself came to, run unmodified.
  test.each([
    ['torchrec', 0.5217],
    ['torchrec-greedy', 1.0417],
    ['torchrec-uniform', 1.3111],
    ['torchrec-dynamic', 0.587],
  ])('%s rates %f ms', (id, published) => expect(rating(id)).toBeCloseTo(published, 4));

  test('the search goes below them, and below a plain local search, with progress to be replayed', () => {
    const { plan, progress } = ran(byId('search'), document, cost, 300_000);
    expect(evaluate({ ...document, plan }, cost).rating).toBeLessThan(0.5089);
    const shown = progress.filter((each) => each.plan);
    expect(shown.length).toBeGreaterThan(1);
    for (const { plan: own, best } of shown)
      expect(evaluate({ ...document, plan: own! }, cost).rating).toBeCloseTo(best, 10);
    for (const [index, { best }] of progress.entries())
      expect(best).toBeLessThanOrEqual(progress[Math.max(0, index - 1)].best * (1 + 1e-12));
  });

  test('the search keeps the heaviest table where it is pinned, and a group on one device', () => {
    const start = (
      [
        { kind: 'pin', table: 20, pinned: true },
        { kind: 'together', tables: [6, 7, 8], joined: true },
        { kind: 'forbid', table: 21, device: 3, forbidden: true },
      ] as const
    ).reduce<PlanDocument>(applyEdit, document);
    const { plan } = ran(byId('search'), start, cost, 100_000);
    const after = evaluate({ ...start, plan }, cost);
    expect(plan.tables[20]).toBe(start.plan.tables[20]);
    expect(after.violations).toEqual([]);
    // No plan is faster than the table that nobody may cut.
    expect(after.rating).toBeGreaterThanOrEqual(after.tables[20].total);
    expect(after.rating).toBeLessThan(after.tables[20].total * 1.01);
  });

  test('a model that does not add up is refused by the search, and planned for by others', () => {
    const { shards, ...model } = cost;
    const whole: CostModel = {
      ...{ ...model, shards, name: 'a network' },
      devices: (_plan, which) => which.map((at) => ({ ...noPerf, forwardCompute: at + 1 })),
    };
    expect(() => ran(byId('search'), document, whole)).toThrow(/a network does not add up/);
    expect(ran(byId('karmarkar-karp'), document, whole).progress.at(-1)!.best).toBe(8);
  });

  test('nothing fits: one error says so', () => {
    // The grid is too large, and of accesses nothing is known.
    const memory = document.reserved.memory.map(() => ({ hbm: 2 ** 30, ddr: 0 }));
    const tight = { ...document, reserved: { ...document.reserved, memory } };
    for (const planner of planners.filter(({ id }) => !/^(torchrec-grid|recshard)/.test(id)))
      expect(() => ran(planner, tight, cost)).toThrow(/: no plan fits in memory/);
  });
});

test('what does not fit is made to, by moves, cuts or swaps, and what fits stays', () => {
  let mended = 0;
  fc.assert(
    fc.property(shapes, editSeeds, (shape, seeds) => {
      const document = edited(documentOfShape(shape), seeds).at(-1)!;
      const cost = estimatorCost(document.problem);
      const before = evaluate(document, cost);
      const space = spaceOf(document, cost);
      expect(space.plan(space.start).tables).toEqual(document.plan.tables);
      const found = fitted(space.problem, space.start);
      if (!before.violations.length) expect(found).toEqual(space.start);
      if (!found || !before.violations.length) return;
      mended++;
      expect(evaluate({ ...document, plan: space.plan(found) }, cost).violations).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(mended).toBeGreaterThan(3);
});

test.each(planners.filter(({ needs }) => needs))(
  '$title without a network says how to get one',
  (planner) => {
    const { document } = mlperfDocument(settingsFor(clusterPresets[0].cluster, clusterPresets[0].device));
    const run = planner.run(document, estimatorCost(document.problem), { seed: 0 });
    expect(() => run.next()).toThrow(/there is no trained network\. Train one, or open/);
  },
);
