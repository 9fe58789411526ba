// Learned costs in the editor: they are what the networks say of the sets of tables on devices, change with the plan as
// an evaluation from nothing does, and say where they know nothing.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOfSet } from '../learned/computeModel';
import { exchangeTimes } from '../learned/exchangeModel';
import { shrunk } from '../measured/drawLookups';
import { totalPerf } from '../torchrec/perf';
import { randomNetworks } from '../trained/testing/networks';
import { computeModelOf, exchangeModelsOf } from '../trained/trainedNetwork';
import type { PlanDocument } from './document';
import { applyEdit } from './edits';
import { evaluate } from './evaluation';
import { alternative } from './explain';
import { aboutCost, costModelOf, type GivenCost } from './givenCost';
import { networkTable } from './networkTables';
import { planners } from './planners';
import { documentOfShape, edited, editSeeds, shapes } from './testing/documents';

const networks = randomNetworks(9, 4);
const { neuroshard: network } = networks;
const given: GivenCost = { kind: 'learned', network };
const alone: GivenCost = { kind: 'learned', network: { ...network, exchange: null } };

const shape = {
  tables: [10, 20, 30, 40, 50].map((rows, index) => ({
    rows: 1000 * rows,
    dimension: 64,
    poolingFactor: 1 + index,
  })),
  ...({ hosts: 1, ranksPerHost: 4, hbm: 60, device: 'cuda', anyKernel: false, grid: false } as const),
};
const document = documentOfShape(shape);

test('a device takes what the networks say of its tables together, and of the exchange of all', () => {
  const split = applyEdit(document, { kind: 'splitColumns', table: 0, devices: [0, 3] });
  const { devices } = evaluate(split, costModelOf(given, split.problem));
  const model = computeModelOf(network.compute);
  const sets = [0, 1, 2, 3].map((device) =>
    split.plan.tables.flatMap(({ table, shards }) =>
      shards.flatMap((shard) =>
        shard.device === device
          ? [{ ...networkTable(split.problem.tables[table]), dimension: shard.columns }]
          : [],
      ),
    ),
  );
  const compute = sets.map((set) => Math.max(0, costOfSet(model, set)));
  const dimensions = sets.map((set) => set.reduce((sum, { dimension }) => sum + dimension, 0));
  const { forward, backward } = exchangeTimes(exchangeModelsOf(network.exchange!), dimensions, compute);
  expect(new Set(compute).size).toBeGreaterThan(1);
  for (const [device, { perf, total }] of devices.entries()) {
    expect(perf.forwardCompute).toBeCloseTo(compute[device], 9);
    expect(perf.forwardComms).toBeCloseTo(Math.max(0, forward[device]), 9);
    expect(perf.backwardComms).toBeCloseTo(Math.max(0, backward[device]), 9);
    expect(total).toBe(totalPerf(perf));
  }
});

test('after any edits, what is evaluated again is what is evaluated from nothing', () => {
  fc.assert(
    fc.property(shapes, editSeeds, (any, seeds) => {
      const start = documentOfShape({ ...any, hosts: 2, ranksPerHost: 2 });
      const cost = costModelOf(given, start.problem);
      let before = evaluate(start, cost);
      for (const next of edited(start, seeds)) {
        const after = evaluate(next, cost, before);
        const fresh = evaluate(next, costModelOf(given, start.problem));
        expect(after.devices.map(({ perf }) => perf)).toEqual(fresh.devices.map(({ perf }) => perf));
        before = after;
      }
    }),
    { numRuns: 25 },
  );
});

describe('what it knows nothing of', () => {
  const cost = costModelOf(alone, document.problem);
  const refused: [string, (document: PlanDocument) => PlanDocument, RegExp][] = [
    [
      'cut rows',
      (own) => applyEdit(own, { kind: 'type', table: 0, shardingType: 'row_wise' }),
      /rows that are cut/,
    ],
    ['copies', (own) => applyEdit(own, { kind: 'replicate', table: 0 }), /copies on every device/],
    [
      'host memory',
      (own) => applyEdit(own, { kind: 'kernel', table: 0, computeKernel: 'fused_uvm' }),
      /rows in host/,
    ],
  ];
  test.each(refused)('%s: a violation, and no time', (_, edit, what) => {
    const { violations, tables } = evaluate(edit(document), cost);
    expect(violations.map(({ table }) => table)).toEqual([0]);
    expect(violations[0].what).toMatch(what);
    expect(tables[0].total).toBe(0);
  });

  test('other widths than it was trained on', () => {
    const trainedOn = { ...network.trainedOn, dimensions: [16, 32] as const };
    const narrow = costModelOf({ kind: 'learned', network: { ...network, trainedOn } }, document.problem);
    expect(evaluate(document, narrow).violations.length).toBe(5);
    expect(evaluate(document, narrow).violations[0].what).toMatch(/64 columns, only of 16 to 32/);
    const cut = applyEdit(document, { kind: 'splitColumns', table: 0, devices: [0, 1] });
    expect(evaluate(cut, narrow).violations.length).toBe(4);
  });

  test('no other cut is offered that it cannot judge', () => {
    const edit = { kind: 'type', table: 0, shardingType: 'row_wise' } as const;
    const { fits, because, rating } = alternative(evaluate(document, cost), cost, 'cutting its rows', edit);
    expect([fits, rating]).toEqual([false, undefined]);
    expect(because).toMatch(/^t0: .* rows that are cut, and count none of it\.$/);
  });

  test.each(planners.filter(({ id }) => id !== 'recshard' && !/^torchrec-grid/.test(id)))(
    '$title makes plans that it can judge',
    (planner) => {
      // Room for the tables only by many cuts would leave it no choice.
      const run = planner.run(document, cost, { seed: 0, networks });
      let next = run.next();
      while (!next.done) next = run.next();
      expect(evaluate({ ...document, plan: next.value }, cost).violations).toEqual([]);
    },
  );
});

test('what is said of it has its error, its widths and where it is from', () => {
  const { about, basis } = aboutCost(given);
  expect(basis).toBe('learned');
  expect(about).toMatch(/off by 5 % in the median, R² 0\.900/);
  expect(about).toMatch(/columns of 4 to 128/);
  expect(about).toMatch(/learned between 4 devices/);
  expect(aboutCost(alone).about).toMatch(/Exchanges are not counted/);
});

describe('costs of which is known on what they were measured', () => {
  const { ranks } = document.problem.topology;
  const batch = ranks * document.problem.tables[0].features[0].batch;
  const measuredOn = { adapter: 'a card', batch, rows: 50_000, lookups: 5, tables: 3 };
  const measured = (changed: Partial<typeof measuredOn>): GivenCost => ({
    kind: 'learned',
    network: {
      ...network,
      trainedOn: { ...network.trainedOn, measuredOn: { ...measuredOn, ...changed } },
    },
  });

  test('are called by it, and say its batch in place of the published one', () => {
    const { title, about } = aboutCost(measured({ batch: 1024 }));
    expect(title).toBe('Learned, 1,024 samples on a card');
    expect(about).toMatch(/milliseconds for 1,024 samples on all devices/);
    expect(about).toMatch(/sets of up to 3 tables, of up to 50,000 rows and 5 lookups .* on a card/);
    expect(aboutCost(given).about).toMatch(/milliseconds for 65,536 samples/);
  });

  test.each([
    [{}, []],
    [{ batch: 2 * batch }, [/measured with .* samples; a batch here has/]],
    [{ rows: 40_000 }, [/up to 40,000 rows; here are up to 50,000, which count as shrunk/]],
    [{ lookups: 4.5 }, [/up to 4\.5 a sample of a table; here are up to 5\./]],
    [{ tables: 1 }, [/up to 1 tables; here are 5 on 4 devices/]],
  ])('%j: what lies beyond is said', (changed, messages) => {
    const { beyond } = costModelOf(measured(changed), document.problem);
    expect(beyond).toHaveLength(messages.length);
    for (const [index, message] of messages.entries()) expect(beyond![index]).toMatch(message);
  });

  test('take larger tables for what they were when they were measured', () => {
    const model = computeModelOf(network.compute);
    const cost = costModelOf(measured({ rows: 20_000 }), document.problem);
    for (const [table, own] of document.problem.tables.entries()) {
      const shards = cost.shards({ ...document.plan.tables[table] });
      const alone = costOfSet(model, [shrunk(networkTable(own), 20_000)]);
      expect(shards[0].forwardCompute).toBe(Math.max(0, alone));
      if (own.rows > 20_000) expect(alone).not.toBe(costOfSet(model, [networkTable(own)]));
    }
  });

  test('say nothing of what lies beyond where it is not known', () => {
    expect(costModelOf(given, document.problem).beyond).toEqual([]);
  });
});
