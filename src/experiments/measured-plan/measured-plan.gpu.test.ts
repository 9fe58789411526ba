// A plan is run, shrunk to what was asked for, and what is left is of that plan. How near predictions come is for quiet
// machines, not for tests.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { TesseraError } from '../../base/errors';
import { cutTable } from '../../sharding/execution/cutTable';
import { costsRecord } from '../../sharding/measured/costsFile';
import { copyPhases, kernelPhases } from '../../sharding/measured/kernelPhases';
import { kernelMs, type RanPlanFile, readRanPlan } from '../../sharding/measured/ranPlanFile';
import { costsOfModel, pricedModel } from '../../sharding/measured/testing/pricedModel';
import { tablesText } from '../../sharding/tables/writeTables';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import type { Lab, Metrics } from '../experiment';
import type { Finding } from '../findings';
import { defaultsOf } from '../schema';
import { measuredPlan } from '.';

const smallest = { batch: 32, mostRows: 100, rounds: 1, sampleMilliseconds: 0.1 };
const tables = [4, 8, 12, 4].map((dimension, index) => ({
  ...{ name: `t${index}`, rows: 60 * (index + 1), dimension, bytesPerElement: 4 },
  ...{ poolingFactor: 1 + index, coverage: 1 },
}));
const devices = [0, 1, 2];
const plan = {
  tables: [
    cutTable(0, tables[0], 'table_wise', { devices: [2] }),
    cutTable(1, tables[1], 'column_wise', { devices: [2, 0], width: 4 }),
    cutTable(2, tables[2], 'row_wise', { devices }),
    cutTable(3, tables[3], 'data_parallel', { devices }),
  ],
};
const place = { device: 'cuda', ranksPerHost: 8 } as const;
const record = serialisePlan({ plan, modules: tables.map(() => 'm') }, tables, place);
const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
const planGiven = file('plan.json', JSON.stringify(record));
const tablesGiven = file('tables.json', tablesText(tables));

async function ran(files: Lab['files'], config: Metrics = {}) {
  const lab: Lab = {
    ...{ gpu: await testGpu(), seed: 1, files, setting: <T>(_: string, initial: T) => initial },
    ...{ status: () => {}, expose: () => {} },
  };
  const before = lab.gpu.counters.allocatedBytes;
  let left: RanPlanFile | undefined;
  let metrics: Metrics = {};
  const findings = new Map<string, Finding>();
  const given = { ...defaultsOf(measuredPlan.config), ...smallest, ...config };
  for await (const event of measuredPlan.run(lab, given)) {
    if (event.kind === 'metrics') metrics = { ...metrics, ...event.values };
    if (event.kind === 'finding') findings.set(event.finding.id, event.finding);
    if (event.kind === 'file')
      left = readRanPlan(JSON.parse(new TextDecoder().decode(event.file.bytes)), event.file.name);
  }
  expect(lab.gpu.counters.allocatedBytes).toBe(before);
  return { left: left!, metrics, findings };
}

test('tables of several widths run, each device its own, larger ones shrunk', async () => {
  const costs = file('costs.json', JSON.stringify(costsRecord(costsOfModel(pricedModel))));
  const { left, metrics, findings } = await ran({ train: [planGiven, costs, tablesGiven] });
  expect(left.plan).toEqual(JSON.parse(JSON.stringify(record)));
  expect(left.tables.map(({ ranRows }) => ranRows)).toEqual([60, 100, 100, 100]);
  expect(left.batch).toBe(32);
  expect(left.devices).toHaveLength(3);
  for (const device of left.devices)
    for (const phase of [...kernelPhases, ...copyPhases]) expect(device[phase]).toBeGreaterThan(0);
  expect(metrics.slowestKernelsMs).toBe(Math.max(...left.devices.map(kernelMs)));
  const { columns, rows } = findings.get('devices')!;
  const at = (key: string) => columns.findIndex((column) => column.key === key);
  for (const row of rows)
    expect(row[at('error')]).toBe((row[at('predicted')] as number) / (row[at('measured')] as number) - 1);
  // Device 1 holds a third of one table.
  expect(rows.map((row) => row[at('shards')])).toEqual([2, 1, 3]);
});

test('without files, something is made up', async () => {
  const { left, metrics } = await ran({});
  expect(left.devices).toHaveLength(4);
  expect(metrics.maxRelativeError).toBeUndefined();
});

test.each([
  ['a plan alone', [planGiven], /tables are missing/],
  ['tables alone', [tablesGiven], /plan is missing/],
  ['two plans', [planGiven, file('b.json', JSON.stringify(record))], /b\.json.*give one of them/],
  [
    'a plan of other tables',
    [planGiven, file('other.json', tablesText(tables.slice(1)))],
    /t0.*not among the 3 tables/,
  ],
])('%s is refused', async (_, train, message) => {
  const refused = ran({ train });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toBeInstanceOf(TesseraError);
});

test('a plan of more devices than there are is refused', async () => {
  await expect(ran({ train: [planGiven, tablesGiven] }, { devices: 2 })).rejects.toThrow(
    /names 3 devices; there are 2/,
  );
});
