// A plan that ran, read with the open tables and compared: predictions are of tables as they ran.

import { expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import { type RanPlanFile, ranPlanRecord } from '../measured/ranPlanFile';
import { costsOfModel, pricedModel } from '../measured/testing/pricedModel';
import { serialisePlan } from '../torchrec/planFile';
import { clusterPresets } from './clusters';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { measuredCost, usualLatencies } from './measuredCost';
import { comparedWithRun, isThePlan, readRanPlanOf } from './ranPlan';
import { generatedDocument, mlperfDocument, settingsFor } from './sources';

const [{ cluster, device }] = clusterPresets;
const { document } = mlperfDocument(settingsFor(cluster, device));
const { problem, plan } = document;
const { tables, topology } = problem;

const ranOf = (changes: Partial<RanPlanFile> = {}): RanPlanFile => ({
  plan: serialisePlan({ plan, modules: plan.tables.map(() => 'm') }, tables, topology),
  ...{ adapter: 'a card', devicesPerHost: 8, batch: 4096, exchangeSeconds: 0.001 },
  tables: tables.map(({ name, rows }) => ({ name, rows, ranRows: rows })),
  devices: Array.from({ length: 8 }, (_, at) => ({ pooling: 0.001, reducing: 0, shardUpdate: 0.001 * at })),
  ...changes,
});
const given = (ran: RanPlanFile) => ({ file: 'ran.json', text: JSON.stringify(ranPlanRecord(ran)) });

test('in full, is what the estimator and measured kernels say of the open plan', () => {
  const ran = readRanPlanOf(given(ranOf()), document);
  expect(isThePlan(ran, document)).toBe(true);
  expect(isThePlan(ran, applyEdit(document, { kind: 'splitColumns', table: 0, devices: [1, 2] }))).toBe(
    false,
  );
  const estimated = comparedWithRun(ran, { kind: 'estimator' });
  const sums = Array(8).fill(0);
  for (const own of plan.tables)
    for (const [index, perf] of estimatorCost(problem).shards(own).entries())
      sums[own.shards[index].device] += perf.forwardCompute + perf.backwardCompute;
  expect(estimated.devices.map(({ predicted }) => predicted)).toEqual(sums);
  expect(estimated.devices.map(({ measured }) => measured)).toEqual(sums.map((_, at) => 1 + at));
  expect([estimated.measured, estimated.shrunk]).toEqual([8, 0]);
  const costs = costsOfModel(pricedModel);
  const compared = comparedWithRun(ran, {
    ...{ kind: 'measured', file: 'c', costs, latencies: usualLatencies },
  });
  const kernels = measuredCost(costs, usualLatencies, problem).kernels(plan);
  for (const [at, { predicted }] of compared.devices.entries()) expect(predicted).toBeCloseTo(kernels[at], 9);
});

test('shrunk, is predicted as shrunk', () => {
  const ranRows = tables.map(({ rows }) => Math.min(rows, 1000));
  const changes = { tables: tables.map(({ name, rows }, at) => ({ name, rows, ranRows: ranRows[at] })) };
  const ran = readRanPlanOf(given(ranOf({ ...changes, batch: 2048 })), document);
  const costs = costsOfModel(pricedModel);
  const small = comparedWithRun(ran, { kind: 'measured', file: 'c', costs, latencies: usualLatencies });
  const whole = measuredCost(costs, usualLatencies, problem).kernels(plan);
  for (const [at, { predicted }] of small.devices.entries()) {
    expect(predicted).toBeGreaterThan(0.2 * whole[at]);
    expect(predicted).toBeLessThan(0.6 * whole[at]);
  }
  expect(small.shrunk).toBe(tables.filter(({ rows }) => rows > 1000).length);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'of other tables',
    () => {
      const made = { seed: 1, count: 5, dimension: 64, bytesPerElement: 4 };
      return readRanPlanOf(given(ranOf()), generatedDocument(made, settingsFor(cluster, device)).document);
    },
    /ran\.json.*is not among the 5 tables/,
  ],
  [
    'of other devices',
    () => readRanPlanOf(given(ranOf({ devices: ranOf().devices.slice(1) })), document),
    /are 7/,
  ],
  [
    'of tables of other sizes',
    () => {
      const [first, ...others] = ranOf().tables;
      return readRanPlanOf(
        given(ranOf({ tables: [{ ...first, rows: first.rows + 1 }, ...others] })),
        document,
      );
    },
    /is not as in the open document/,
  ],
])('%s is refused', (_, read, message) => {
  expect(read).toThrow(DataError);
  expect(read).toThrow(message);
});
