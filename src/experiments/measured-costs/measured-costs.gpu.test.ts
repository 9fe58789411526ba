// The experiment end to end at its smallest: it finds what its figures draw, and says of every plan what it should. How
// near predictions come is for runs on a quiet machine, not for tests.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { ConfigError } from '../../base/errors';
import { phases } from '../../sharding/execution/stepTime';
import { type MeasuredCostsFile, readCosts } from '../../sharding/measured/costsFile';
import { tablesText } from '../../sharding/tables/writeTables';
import { judge, type Lab, type Metrics } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { defaultsOf } from '../schema';
import { measuredCosts } from '.';

const smallest = {
  ...{ tables: 3, dimension: 8, mostRows: 300, mostLookups: 2, batch: 24, bottom: '8', top: '8' },
  ...{ devices: 2, gridDevices: 12, learntPlans: 4, plans: 3, rounds: 1, sampleMilliseconds: 0.1 },
  ...{ searchSteps: 2000, leastColumns: 4 },
};

const labOf = async (): Promise<Lab> => ({
  ...{ gpu: await testGpu(), seed: 1, files: {}, setting: <T>(_: string, initial: T) => initial },
  ...{ status: () => {}, expose: () => {} },
});

test('every table that is drawn is found, and every plan is predicted and run', async () => {
  const config = { ...defaultsOf(measuredCosts.config), ...smallest };
  let findings: Finding[] = [];
  let metrics: Metrics = {};
  let left: MeasuredCostsFile | undefined;
  const lab = await labOf();
  const before = lab.gpu.counters.allocatedBytes;
  for await (const event of measuredCosts.run(lab, config)) {
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'metrics') metrics = { ...metrics, ...event.values };
    if (event.kind === 'file') {
      const { name, bytes } = event.file;
      left = readCosts(JSON.parse(new TextDecoder().decode(bytes)), name);
    }
  }
  expect(lab.gpu.counters.allocatedBytes).toBe(before);
  const table = (id: string) => findings.find((finding) => finding.id === id)!;
  for (const { finding, x, y, series } of measuredCosts.figures!) {
    const columns = table(finding).columns.map(({ key }) => key);
    expect(columns, finding).toEqual(expect.arrayContaining(series ? [x, y, series] : [x, y]));
  }
  for (const key of measuredCosts.headline!) expect(metrics[key], key).toBeGreaterThanOrEqual(0);
  expect([table('predictions').rows.length, table('planners').rows.length]).toEqual([3, 3]);
  const column = (id: string, key: string) => {
    const at = table(id).columns.findIndex((candidate) => candidate.key === key);
    return table(id).rows.map((row) => row[at] as number);
  };
  for (const id of ['predictions', 'planners'])
    for (const key of ['predicted', 'measured'])
      for (const milliseconds of column(id, key)) expect(milliseconds).toBeGreaterThan(0);
  for (const cost of column('terms', 'time')) expect(cost).toBeGreaterThanOrEqual(0);
  const errors = column('predictions', 'error').map(Math.abs);
  // What is left prices the terms as the table of terms shows them, and is as far off as the predictions are.
  const seconds = phases.flatMap((phase) => left!.model[phase].weights);
  expect(seconds.map((each) => 1e9 * each)).toEqual(column('terms', 'time'));
  expect(left!.held).toMatchObject({ plans: 3, greatest: Math.max(...errors) });
  expect(metrics.maxRelativeError).toBe(Math.max(...errors));
  const verdicts = judge(measuredCosts.claims, {
    ...{ config, seed: 1, metrics, findings, evaluations: [], data: '' },
  });
  expect(verdicts.map(({ holds }) => holds)).not.toContain(null);
});

test('tables of a file are measured at their sizes', async () => {
  const tables = [table(400, 24, 3), table(90, 8, 1), table(1000, 24, 2)];
  const files = { train: [{ name: 'tables.json', blob: new Blob([tablesText(tables)]) }] };
  const config = { ...defaultsOf(measuredCosts.config), ...smallest, sizes: 'tables', batch: 32 };
  let left: MeasuredCostsFile | undefined;
  for await (const event of measuredCosts.run({ ...(await labOf()), files }, config))
    if (event.kind === 'file')
      left = readCosts(JSON.parse(new TextDecoder().decode(event.file.bytes)), event.file.name);
  expect(left!.range).toMatchObject({
    ...{ columns: [4, 24], rows: [100, 1000], lookups: [0.5, 3], batch: [16, 32] },
  });
  expect(left!.tables).toContain('tables.json');
});

const table = (rows: number, dimension: number, poolingFactor: number) => ({
  ...{ name: `${rows}`, rows, dimension, bytesPerElement: 4, poolingFactor, coverage: 1 },
});

test.each([
  [{ sizes: 'tables' }, /where a file of tables is given/],
  [{ devices: 3, devicesPerHost: 2 }, /no multiple/],
  [{ devices: 8, batch: 4 }, /leaves some of 8 devices/],
])('%o is refused', async (given, message) => {
  const config = { ...defaultsOf(measuredCosts.config), ...smallest, ...given };
  const run = measuredCosts.run(await labOf(), config);
  const refused = (async () => {
    for await (const _ of run);
  })();
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toBeInstanceOf(ConfigError);
});
