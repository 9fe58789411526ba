// Measured costs on any problem of the editor: as the experiment's where that knows the problem too, the same step by step
// as from scratch, and searched without ever ending worse.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutTable } from '../execution/cutTable';
import { drawLookups } from '../measured/drawLookups';
import { drawnPlan } from '../measured/drawnPlan';
import { MeasuredCosts } from '../measured/measuredCosts';
import { TableUse } from '../measured/tableUse';
import { costsOfModel, likelyModel, pricedModel } from '../measured/testing/pricedModel';
import { totalPerf } from '../torchrec/perf';
import { clusterPresets } from './clusters';
import { type Evaluation, evaluate } from './evaluation';
import { aboutCost, costModelOf, type GivenCost } from './givenCost';
import { measuredCost, networkOf, usualLatencies } from './measuredCost';
import { documentOf } from './newDocument';
import { paretoFront } from './pareto';
import { planBound } from './planBound';
import { planners } from './planners';
import { mlperfDocument, settingsFor } from './sources';
import { documentOfShape, edited, editSeeds, shapes } from './testing/documents';
import { expectPlanners } from './testing/planning';

const [{ cluster, device }] = clusterPresets;
const likely = costsOfModel(likelyModel);
const given: GivenCost = { kind: 'measured', file: 'c.json', costs: likely, latencies: usualLatencies };

const figures = ({ document: _document, cost: _cost, ...rest }: Evaluation) => rest;

describe('a problem that the experiment knows', () => {
  const machine = { ...cluster, devices: 4, devicesPerHost: 2 };
  const tables = Array.from({ length: 6 }, (_, index) => ({
    ...{ name: `t${index}`, rows: 500 * 2 ** index, dimension: 16, bytesPerElement: 4 },
    ...{ poolingFactor: 3 + index, coverage: 1, lookups: 3 + index },
  }));
  const batch = 4000;
  const { problem } = documentOf(tables, { ...settingsFor(machine, 'cuda'), batch: batch / 4 });
  const drawn = tables.map((table, index) => drawLookups(table, { index, batch, seed: 2, step: 0 }).rows);
  const costs = new MeasuredCosts(
    pricedModel,
    {
      tables: tables.map(({ rows, dimension }) => ({ rows, dimension, bags: batch })),
      network: networkOf(problem.topology, usualLatencies),
      profile: {
        uses: drawn.map((rows) => new TableUse(rows)),
        room: drawn.map(({ length }) => length),
        adapterClass: 'hardware',
      },
    },
    'a card',
  );
  const expected = measuredCost(costsOfModel(pricedModel), usualLatencies, problem);

  test('costs what it costs by lookups that were drawn', () => {
    const all = [0, 1, 2, 3];
    for (let index = 0; index < 20; index++) {
      const plan = drawnPlan(tables, { devices: 4, devicesPerHost: 2, replicatedRows: 2000, seed: 1 }, index);
      const [counted, statistics] = [costs, expected].map((model) => model.devices(plan, all).map(totalPerf));
      // Thousands of lookups of each table: a hundredth is five deviations of their sum.
      for (const at of all) expect(statistics[at] / counted[at]).toBeCloseTo(1, 1.7);
    }
  });
});

test('an edit changes what it would change from scratch, to the last bit', () => {
  fc.assert(
    fc.property(shapes, editSeeds, (shape, seeds) => {
      const documents = edited(documentOfShape(shape), seeds);
      const cost = costModelOf(given, documents[0].problem);
      let step: Evaluation | undefined;
      for (const document of documents) {
        step = evaluate(document, cost, step);
        expect(figures(step)).toEqual(figures(evaluate(document, cost)));
        expect(Number.isFinite(step.rating) && step.rating > 0).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test('every planner plans on it, the search never worse than what stood, and nobody names a bound', () => {
  expectPlanners({ given, documents: 120 });
});

describe('MLPerf’s tables', () => {
  const { document } = mlperfDocument(settingsFor(cluster, device));
  const cost = costModelOf(given, document.problem);

  test('the search betters whole tables, and the frontier’s plans are judged as whole devices', () => {
    const search = planners.find(({ id }) => id === 'search')!;
    const run = search.run(document, cost, { seed: 1, steps: 60_000 });
    let next = run.next();
    while (!next.done) next = run.next();
    const before = evaluate(document, cost).rating;
    expect(evaluate({ ...document, plan: next.value }, cost).rating).toBeLessThan(0.9 * before);
    const front = paretoFront(document, cost, { seed: 1, caps: 2, steps: 4000 });
    let step = front.next();
    while (!step.done) step = front.next();
    for (const { plan, rating } of step.value.points)
      expect(evaluate({ ...document, plan }, cost).rating).toBe(rating);
    expect(planBound(document.problem, cost)).toBeUndefined();
  });

  test('says what lies beyond what was measured, and what it interpolates', () => {
    expect(cost.beyond).toEqual([
      'Rows were measured up to 1,000,000 of a shard; here are up to 40,000,000.',
      'Batches were measured up to 512 samples; here are up to 4,096.',
      'Lookups were measured up to 20 a sample; here are up to 100.',
    ]);
    const { about, basis } = aboutCost(given);
    expect(basis).toBe('measured');
    expect(about).toMatch(/off by 2 % in the median, 5 % at most.*interpolates up to 1,000,000 rows/);
  });

  test('rows in host memory travel over the link', () => {
    const own = cutTable(0, document.problem.tables[0], 'table_wise', { devices: [0] });
    const [fused] = cost.shards(own);
    const [hosted] = cost.shards({ ...own, computeKernel: 'fused_uvm' });
    const [{ pooling, batch }] = document.problem.tables[0].features;
    const once = (pooling * batch * 8 * 128 * 4) / document.problem.topology.hostLinkBandwidth;
    expect(totalPerf(hosted) - totalPerf(fused)).toBeCloseTo(3 * once, 9);
  });
});
