// A plan that ran, read with the open tables and compared: predictions are of tables as they ran.

import { expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import { type RanPlanFile, ranPlanRecord } from '../measured/ranPlanFile';
import { costsOfModel, pricedModel } from '../measured/testing/pricedModel';
import { serialisePlan } from '../torchrec/planFile';
import { randomNetworks } from '../trained/testing/networks';
import { clusterPresets } from './clusters';
import type { PlanDocument } from './document';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import type { GivenCost } from './givenCost';
import { measuredCost, usualLatencies } from './measuredCost';
import { RanDevices } from './ranDevices';
import { changedSince, comparedWithRun, readRanPlanOf } from './ranPlan';
import { generatedDocument, mlperfDocument, settingsFor } from './sources';

const [{ cluster, device }] = clusterPresets;
const { document } = mlperfDocument(settingsFor(cluster, device));
const { problem, plan } = document;
const { tables, topology } = problem;

const idle = { pooling: 0, reducing: 0, shardUpdate: 0, copyGradient: 0, copySums: 0, copyUpdate: 0 };
const ranOf = (changes: Partial<RanPlanFile> = {}): RanPlanFile => ({
  plan: serialisePlan({ plan, modules: plan.tables.map(() => 'm') }, tables, topology),
  ...{ adapter: 'a card', devicesPerHost: 8, batch: 4096, exchangeSeconds: 0.001 },
  tables: tables.map(({ name, rows }) => ({ name, rows, ranRows: rows })),
  devices: Array.from({ length: 8 }, (_, at) => ({ ...idle, pooling: 0.001, shardUpdate: 0.001 * at })),
  ...changes,
});
const given = (ran: RanPlanFile) => ({ file: 'ran.json', text: JSON.stringify(ranPlanRecord(ran)) });

test('in full, is what the estimator and measured kernels say of the open plan', () => {
  const ran = readRanPlanOf(given(ranOf()), document);
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

test('an edit changes what the devices run that it concerns, and undoing brings it back', () => {
  const ran = readRanPlanOf(given(ranOf()), document);
  const changedBy = (next: PlanDocument) => [...(changedSince(ran, next) ?? [])].sort((a, b) => a - b);
  expect(changedBy(document)).toEqual([]);
  const whole = plan.tables.findIndex(({ shards }) => shards.length === 1);
  const from = plan.tables[whole].shards[0].device;
  const to = (from + 3) % 8;
  const moved = applyEdit(document, { kind: 'move', table: whole, shard: 0, device: to });
  expect(changedBy(moved)).toEqual([from, to].sort((a, b) => a - b));
  const back = applyEdit(moved, { kind: 'move', table: whole, shard: 0, device: from });
  expect(changedBy(back)).toEqual([]);
  // Pinning a table runs nothing else; another place of its rows does.
  expect(changedBy(applyEdit(document, { kind: 'pin', table: whole, pinned: true }))).toEqual([]);
  expect(
    changedBy(applyEdit(document, { kind: 'kernel', table: whole, computeKernel: 'fused_uvm' })),
  ).toEqual([from]);
  const copied = applyEdit(document, { kind: 'replicate', table: whole });
  expect(changedBy(copied)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(changedSince(ran, { ...document, problem: { ...problem, tables: [...tables] } })).toBeUndefined();
});

test('who adds partial vectors changes with where the parts are', () => {
  const four = { device: 'cpu', ranks: 4, ranksPerHost: 4 };
  const part = (device: number, at: number) => ({
    ...{ device, firstRow: 10 * at, rows: 10, firstColumn: 0, columns: 4 },
  });
  const cut = (devices: number[]) => ({
    tables: [
      {
        ...({ table: 0, shardingType: 'row_wise', computeKernel: 'fused' } as const),
        shards: devices.map(part),
      },
    ],
  });
  const ran = new RanDevices(cut([0, 1]), four);
  // Both add what is theirs; of the samples of 2 and 3 each adds one device's.
  expect([...ran.changedBy(cut([0, 1]))]).toEqual([]);
  // 2 takes over a part, and with it the sums of its own samples; 0 adds for itself, and for 1 no more than before.
  const changed = ran.changedBy(cut([0, 2]));
  expect([changed.has(1), changed.has(2), changed.has(3)]).toEqual([true, true, false]);
});

test('copies of tables count where the cost knows of them, and stand beside where it does not', () => {
  const copied = applyEdit(document, { kind: 'replicate', table: 6 });
  const record = serialisePlan({ plan: copied.plan, modules: plan.tables.map(() => 'm') }, tables, topology);
  const devices = ranOf().devices.map((own) => ({ ...own, copyGradient: 0.002, copyUpdate: 0.001 }));
  const ran = readRanPlanOf(given(ranOf({ plan: record, devices })), copied);
  const without = readRanPlanOf(given(ranOf()), document);
  const measured: GivenCost = {
    ...{ kind: 'measured', file: 'c', costs: costsOfModel(pricedModel), latencies: usualLatencies },
  };
  for (const cost of [{ kind: 'estimator' }, measured] satisfies GivenCost[]) {
    const { devices: found } = comparedWithRun(ran, cost);
    expect(found.map((own) => own.measured)).toEqual(devices.map((_, at) => expect.closeTo(4 + at, 9)));
    expect(found.every(({ besides }) => besides === 0)).toBe(true);
    // A device that had nothing of the table has its copy besides.
    const at = (plan.tables[6].shards[0].device + 1) % 8;
    expect(found[at].predicted).toBeGreaterThan(comparedWithRun(without, cost).devices[at].predicted);
  }
  const learned = comparedWithRun(ran, { kind: 'learned', network: randomNetworks(9, 4).neuroshard });
  for (const [at, { measured: known, besides }] of learned.devices.entries()) {
    expect(known).toBeCloseTo(1 + at, 9);
    expect(besides).toBeCloseTo(3, 9);
  }
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
