// RecShard's planner on documents: it comes to what RecShard comes to on the same problem, keeps the rules, fits, and says
// what it does not know.

import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../base/errors';
import { solveSplit } from '../recshard/solve';
import { loadsOf, secondsOf } from '../recshard/splitPlan';
import { serialisePlan } from '../torchrec/planFile';
import type { StorageSettings } from '../torchrec/storage';
import { clusterPresets } from './clusters';
import type { PlanDocument } from './document';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { heldTables } from './heldTables';
import type { PlannerProgress } from './planners';
import { recshardPlanner } from './recshardPlanner';
import { heldSeconds, splitMemory, splitProblemOf } from './recshardProblem';
import { generatedDocument, mlperfDocument, planFileDocument, settingsFor } from './sources';

const { cluster, device } = clusterPresets.find(({ id }) => id === 'torchrec-a100')!;

function documentOf(hbmGigabytes: number, storage: Partial<StorageSettings> = {}, tables = 60): PlanDocument {
  const base = settingsFor({ ...cluster, hbmBytes: hbmGigabytes * 1e9 }, device);
  const made = { seed: 3, count: tables, dimension: 128, bytesPerElement: 4 };
  return generatedDocument(made, {
    ...{ ...base, computeKernels: null, storage: { ...base.storage, ...storage } },
  }).document;
}

function ran(document: PlanDocument) {
  const run = recshardPlanner.run(document, estimatorCost(document.problem), { seed: 0 });
  const progress: PlannerProgress[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) return { plan: next.value, progress, last: progress.at(-1) };
    progress.push(next.value);
  }
}

const all = (document: PlanDocument) => [...document.problem.tables.keys()];

/** RecShard's seconds of the slowest device, of a plan as the document has it. */
function secondsOfPlan(document: PlanDocument, plan: PlanDocument['plan']): number {
  const problem = splitProblemOf(document, all(document), splitMemory(document, heldTables(document)));
  const split = {
    devices: plan.tables.map(({ shards }) => shards[0].device),
    hotRows: plan.tables.map(({ computeKernel, cacheLoadFactor = 0, shards }) =>
      computeKernel === 'fused' ? shards[0].rows : Math.round(cacheLoadFactor * shards[0].rows),
    ),
  };
  return Math.max(...loadsOf(problem, split).map(secondsOf));
}

/** Most bytes, on a device, that are neither rows nor among those that the planner left out to begin with. */
function keptBeside(document: PlanDocument, plan: PlanDocument['plan'], fastBytes: number): number {
  const { devices } = evaluate({ ...document, plan }, estimatorCost(document.problem));
  const leftOut = document.reserved.memory[0].hbm - fastBytes;
  return devices.reduce((most, { used, shards }) => {
    const rows = shards.reduce((sum, { table }) => {
      const { computeKernel, cacheLoadFactor = 0 } = plan.tables[table];
      const { rows: all, dimension, bytesPerElement } = document.problem.tables[table];
      return sum + (computeKernel === 'fused' ? 1 : cacheLoadFactor) * all * dimension * bytesPerElement;
    }, 0);
    return Math.max(most, used.hbm - rows - leftOut);
  }, 0);
}

describe.each([2, 6, 1000])('60 made-up tables on eight devices of %d GB', (gigabytes) => {
  const document = documentOf(gigabytes);
  const { plan, progress, last } = ran(document);
  const evaluation = evaluate({ ...document, plan }, estimatorCost(document.problem));

  test('it fits, and every table is whole on one device', () => {
    expect(evaluation.violations).toEqual([]);
    expect(new Set(plan.tables.map(({ shardingType }) => shardingType))).toEqual(new Set(['table_wise']));
    expect(last!.best).toBe(evaluation.rating);
    expect(last!.done).toBe(last!.total);
  });

  test('its objective is that of the plan, near what RecShard reaches, and above the bound', () => {
    const memory = splitMemory(document, heldTables(document));
    const own = solveSplit(splitProblemOf(document, all(document), memory))!;
    const { best, bound } = last!.objective!;
    expect(best / 1000).toBeCloseTo(secondsOfPlan(document, plan), 12);
    expect(bound).toBeLessThanOrEqual(best * (1 + 1e-12));
    // What TorchRec keeps beside rows leaves them less room than RecShard thinks there is: as much less, at most, as it
    // keeps on any device.
    const beside = keptBeside(document, plan, memory.fastBytes);
    const less = { ...memory, fastBytes: memory.fastBytes - beside };
    const under = solveSplit(splitProblemOf(document, all(document), less))!;
    expect(best / 1000).toBeGreaterThanOrEqual(own.bound * (1 - 1e-12));
    expect(best / 1000).toBeLessThanOrEqual(under.best * 1.01);
    if (gigabytes === 1000) expect(best / 1000 / own.best).toBeCloseTo(1, 12);
  });

  test('steps on the way show plans, and the same document gives the same plan', () => {
    expect(progress.some((each) => each.plan)).toBe(true);
    expect(ran(document).plan).toEqual(plan);
  });

  test('where memory is short, some tables have a cache of their own size, which a file keeps', () => {
    const cached = plan.tables.filter(({ cacheLoadFactor }) => cacheLoadFactor !== undefined);
    expect(cached.length > 0).toBe(gigabytes < 1000);
    const { tables, topology } = document.problem;
    const record = serialisePlan({ plan, modules: plan.tables.map(() => 'm') }, tables, topology);
    const given = { file: 'plan.json', text: JSON.stringify(record) };
    expect(planFileDocument(given, document).document.plan).toEqual(plan);
  });
});

test('optimizers that take as much as rows again leave room for half of them', () => {
  const document = documentOf(6, { optimizer: 'other' });
  const { plan } = ran(document);
  expect(evaluate({ ...document, plan }, estimatorCost(document.problem)).violations).toEqual([]);
});

test('pinned tables stay, bans hold, and what belongs together lies on one device', () => {
  const start = (
    [
      { kind: 'pin', table: 4, pinned: true },
      { kind: 'together', tables: [7, 8, 9], joined: true },
      { kind: 'forbid', table: 10, device: 0, forbidden: true },
      { kind: 'forbid', table: 8, device: 1, forbidden: true },
    ] as const
  ).reduce<PlanDocument>(applyEdit, documentOf(4));
  const { plan, last } = ran(start);
  expect(plan.tables[4]).toBe(start.plan.tables[4]);
  expect(evaluate({ ...start, plan }, estimatorCost(start.problem)).violations).toEqual([]);
  expect(new Set([7, 8, 9].map((table) => plan.tables[table].shards[0].device)).size).toBe(1);
  // No repair of the plan was needed, and its objective has the pinned table in it.
  expect(last!.objective!.best / 1000).toBeCloseTo(secondsOfPlan(start, plan), 12);
});

describe('a device with a pinned busy table', () => {
  const made = documentOf(1000);
  const busiest = heldSeconds(made, new Set(all(made)))!;
  const weight = (table: number) => Math.max(...heldSeconds(made, new Set([table]))!);
  const order = all(made).sort((a, b) => weight(b) - weight(a));
  const held = order.slice(0, 6);
  const document = held
    .flatMap((table) => [
      { kind: 'whole', table, device: 0 } as const,
      { kind: 'pin', table, pinned: true } as const,
    ])
    .reduce<PlanDocument>(applyEdit, made);

  test('gets as much less', () => {
    const { plan, last } = ran(document);
    const seconds = heldSeconds({ ...document, plan }, new Set(all(document)))!;
    expect(Math.max(...seconds)).toBeCloseTo(last!.objective!.best / 1000, 12);
    const fixed = Math.max(...heldSeconds(document, new Set(held))!);
    const even = seconds.reduce((sum, own) => sum + own, 0) / seconds.length;
    // As near an even share as what cannot move lets it be.
    expect(Math.max(...seconds)).toBeLessThan(1.01 * Math.max(fixed, even));
    expect(last!.objective!.bound / 1000).toBeGreaterThanOrEqual(Math.max(fixed, even) * (1 - 1e-12));
  });

  test('is as busy in all however a table is cut, and all of it is somewhere', () => {
    const [table] = held;
    const sum = (own: PlanDocument) =>
      heldSeconds(own, new Set([table]))!.reduce((before, seconds) => before + seconds, 0);
    const whole = sum(made);
    expect(busiest.reduce((before, own) => before + own, 0)).toBeGreaterThan(whole);
    for (const edit of [
      { kind: 'splitColumns', table, devices: [0, 1, 2, 3] },
      { kind: 'splitRows', table, devices: [0, 1, 2, 3, 4, 5, 6, 7] },
      { kind: 'replicate', table },
    ] as const)
      expect(sum(applyEdit(made, edit)) / whole).toBeCloseTo(1, 12);
    const hosted = applyEdit(made, { kind: 'kernel', table, computeKernel: 'fused_uvm' });
    const { topology: t } = made.problem;
    const slower = t.hbmBandwidth / Math.min(t.ddrBandwidth, t.hostLinkBandwidth);
    expect(sum(hosted) / whole).toBeCloseTo(slower, 9);
    const cached = applyEdit(made, { kind: 'kernel', table, computeKernel: 'fused_uvm_caching' });
    const larger = applyEdit(cached, { kind: 'cache', table, cacheLoadFactor: 0.9 });
    expect(sum(hosted)).toBeGreaterThan(sum(cached));
    expect(sum(cached)).toBeGreaterThan(sum(larger));
    expect(sum(larger)).toBeGreaterThan(whole);
  });
});

describe('what it does not know', () => {
  test('some tables without accesses count as looked up evenly, which it says', () => {
    const made = documentOf(4);
    const tables = made.problem.tables.map(({ accesses, ...own }, index) =>
      index < 3 ? own : { ...own, accesses },
    );
    const { last } = ran({ ...made, problem: { ...made.problem, tables } });
    expect(last!.note).toMatch(/^Of 3 of 60 tables nothing is known of accesses/);
  });

  const refusals: [string, () => PlanDocument, RegExp][] = [
    [
      'no table with known accesses',
      () => mlperfDocument({ ...settingsFor(cluster, device), computeKernels: null }).document,
      /^RecShard: it is not known of any of these tables how often/,
    ],
    [
      'rows that may not lie in host memory',
      () =>
        generatedDocument(
          { seed: 3, count: 9, dimension: 16, bytesPerElement: 4 },
          settingsFor(cluster, device),
        ).document,
      /^RecShard: .*let planners put rows in device or host memory/,
    ],
    [
      'ranks on CPUs',
      () =>
        generatedDocument(
          { seed: 3, count: 9, dimension: 16, bytesPerElement: 4 },
          settingsFor(cluster, 'cpu'),
        ).document,
      /^RecShard: ranks on CPUs have one memory/,
    ],
  ];
  test.each(refusals)('%s: one sentence', (_, document, message) => {
    expect(() => ran(document())).toThrow(ConfigError);
    expect(() => ran(document())).toThrow(message);
  });

  test('tables that no memory holds: one sentence', () => {
    const made = documentOf(4);
    const memory = made.reserved.memory.map(() => ({ hbm: 1e9, ddr: 1e9 }));
    expect(() => ran({ ...made, reserved: { ...made.reserved, memory } })).toThrow(
      /^RecShard: no plan fits in memory/,
    );
  });
});
