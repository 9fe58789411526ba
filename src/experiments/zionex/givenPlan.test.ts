// A reader's files: told apart whatever they are called and in whatever order, and each way in which a plan does not fit
// is refused with what, where and what to do.

import { describe, expect, test } from 'vitest';
import { ConfigError, DataError } from '../../base/errors';
import { cutTable } from '../../sharding/execution/cutTable';
import { modelRecord } from '../../sharding/export/exportedModel';
import type { Plan, Shard, TablePlan } from '../../sharding/problem';
import { tablesText } from '../../sharding/tables/writeTables';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import { plannerTable } from '../../sharding/torchrec/table';
import { givenPlan, requireSameTables } from './givenPlan';
import { zionexInputs } from './inputs';
import type { ZionexProblem } from './problem';
import { MOST_DEVICES } from './schema';
import { planTable } from './trainingTables';

const tables = [10, 20, 30].map((rows, index) => ({
  ...{ name: `table${index}`, rows, dimension: 8, bytesPerElement: 4, poolingFactor: 1, coverage: 1 },
}));
const devices = [0, 1, 2, 3];
const plan: Plan = {
  tables: [
    cutTable(0, tables[0], 'data_parallel', { devices }),
    cutTable(1, tables[1], 'table_wise', { devices: [3] }),
    cutTable(2, tables[2], 'row_wise', { devices }),
  ],
};
const wanted = { tables, devices: 0, devicesPerHost: 2 };

function recordOf(own: Plan, ranksPerHost = 2, of: readonly { name: string }[] = tables) {
  const file = { plan: own, modules: own.tables.map(() => 'm') };
  return serialisePlan(file, of, { device: 'cuda', ranksPerHost });
}

const givenOf = (json: unknown) => ({ file: 'plan.json', text: JSON.stringify(json), json });

/** The plan with another plan of table 2. */
const withLast = (last: Omit<TablePlan, 'table'>): Plan => ({
  tables: [...plan.tables.slice(0, 2), { ...last, table: 2 }],
});
const cutBy = (...shards: Shard[]): Plan =>
  withLast({ shardingType: 'row_wise', computeKernel: 'fused', shards });
const part = (device: number, firstRow: number, rows: number, columns = 8): Shard => ({
  ...{ device, firstRow, rows, firstColumn: 0, columns },
});

const read = (own: Plan, settings: Partial<typeof wanted> = {}) =>
  givenPlan(givenOf(recordOf(own, settings.devicesPerHost)), { ...wanted, ...settings });

describe('a plan that fits', () => {
  test('names its devices, and is in the order of the tables', () => {
    expect(read({ tables: plan.tables.toReversed() })).toEqual({ file: 'plan.json', plan, devices: 4 });
  });

  test('may leave devices without a shard', () => {
    const alone = { tables: plan.tables.slice(1, 2).map((own) => ({ ...own, table: 0 })) };
    const given = { tables: tables.slice(1, 2), devices: 6, devicesPerHost: 2 };
    expect(givenPlan(givenOf(recordOf(alone, 2, given.tables)), given).devices).toBe(6);
  });

  test('may cut rows unevenly, several blocks of them on one device', () => {
    expect(read(cutBy(part(1, 0, 3), part(0, 3, 26), part(1, 29, 1))).devices).toBe(4);
  });
});

test('kernels that keep rows elsewhere are trained, and what is done with caches is said', () => {
  const caching = { computeKernel: 'fused_uvm_caching', cacheLoadFactor: 0.3 } as const;
  const cached = withLast({ ...plan.tables[2], ...caching });
  const given = read(cached);
  expect(given.plan).toEqual(cached);
  const problem = { tables: tables.map((table) => ({ ...table, lookups: 1 })), description: 'a log' };
  const about = (own: Plan) => planTable(problem as unknown as ZionexProblem, own).about;
  expect(about(given.plan)).toMatch(/1 of them lie in the host’s memory .* learn the same: caches/);
  expect(about(plan)).not.toContain('cache');
});

describe('is refused:', () => {
  const last = plan.tables[2];
  test.each([
    [
      'a table that is missing',
      { tables: plan.tables.slice(0, 2) },
      /plan\.json: table2: is .*not in the plan/,
    ],
    ['other rows', cutBy(part(0, 0, 30), part(1, 30, 70)), /table2: is planned with 100 rows; .* it has 30/],
    [
      'other columns',
      cutBy(part(0, 0, 30, 16)),
      /table2: .* 16 columns; the model has 8\. Set dimension to 16/,
    ],
    ['a gap', cutBy(part(0, 0, 10), part(1, 11, 19)), /table2: shards hold 232 of 240 elements/],
    ['rows that two shards hold', cutBy(part(0, 0, 20), part(1, 15, 15)), /two shards hold row 15, column 0/],
    [
      'copies on some devices alone',
      withLast({ ...last, ...cutTable(2, tables[2], 'data_parallel', { devices: [0, 1] }) }),
      /table2: data_parallel needs one copy on each of 4 ranks/,
    ],
  ])('%s', (_, own, message) => {
    expect(() => read(own)).toThrow(message);
    expect(() => read(own)).toThrow(DataError);
  });

  test('a table that the log has not, and one that is there twice', () => {
    const others = tables.map((table) => ({ ...table, name: `other ${table.name}` }));
    expect(() => givenPlan(givenOf(recordOf(plan, 2, others)), wanted)).toThrow(
      /plan\.json: other table0: is not among the 3 tables of the click log\. Give the log/,
    );
    const record = recordOf(plan);
    const twice = { plan: { ...record.plan, n: { table1: record.plan.m.table1 } } };
    expect(() => givenPlan(givenOf(twice), wanted)).toThrow(/table1: is in the plan twice/);
  });

  test('a kernel and a type that nobody knows', () => {
    const damaged = (text: string, by: string) =>
      givenOf(JSON.parse(JSON.stringify(recordOf(plan)).replaceAll(text, by)));
    expect(() => givenPlan(damaged('fused', 'quant'), wanted)).toThrow(/compute_kernel is "quant"\. Known: /);
    expect(() => givenPlan(damaged('row_wise', 'odd'), wanted)).toThrow(/sharding_type is "odd"\. Known: /);
  });

  test('more devices than there are, and than can be run', () => {
    const few = () => read(plan, { devices: 2 });
    expect(few).toThrow(/names 4 devices; the settings say 2\. Set devices to 4/);
    expect(few).toThrow(ConfigError);
    const many = () => read(cutBy(part(MOST_DEVICES, 0, 30)));
    expect(many).toThrow(new RegExp(`names ${MOST_DEVICES + 1} devices; at most ${MOST_DEVICES} run here`));
    expect(many).toThrow(ConfigError);
  });

  test('other devices a host than the plan counts', () => {
    const four = () => givenPlan(givenOf(recordOf(plan, 4)), wanted);
    expect(four).toThrow(/counts 4 devices a host; the settings say 2\. Set devicesPerHost to 4/);
    expect(four).toThrow(ConfigError);
  });
});

describe('files', () => {
  const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
  const log = file('clicks.csv', 'label,a\n1,2\n');
  const planned = file('sharding.json', ` ${JSON.stringify(recordOf(plan))}`);
  const model = modelRecord({
    ...{ tables: tables.map((table) => plannerTable(table, 8)), modules: tables.map(() => 'm') },
    topology: { device: 'cuda', ranks: 4, ranksPerHost: 2 },
    ...{ denseFeatures: 1, bottom: [], top: [], optimizer: 'sgd', learningRate: 1 },
  });

  test('are told by what they hold, in any order', async () => {
    const others = [file('a', tablesText(tables)), file('b', JSON.stringify(model))];
    for (const all of [
      [log, planned, ...others],
      [...others, planned, log],
    ]) {
      const { logs, plan: found, tables: beside } = await zionexInputs(all);
      expect(logs).toEqual([log]);
      expect(found?.file).toBe('sharding.json');
      expect(beside.map(({ file }) => file)).toEqual(['a', 'b']);
      for (const given of beside) requireSameTables(given.file, given.tables, tables, 'the log');
    }
    expect(await zionexInputs([])).toEqual({ logs: [], tables: [] });
  });

  test('two plans, other findings and damaged JSON are refused', async () => {
    const twice = zionexInputs([planned, file('again.json', JSON.stringify(recordOf(plan)))]);
    await expect(twice).rejects.toThrow(/again\.json: file: holds what sharding\.json holds/);
    const costs = zionexInputs([file('costs.json', '{"format":"tessera-measured-costs"}')]);
    await expect(costs).rejects.toThrow(/costs\.json: file: is nothing to train on or under/);
    await expect(zionexInputs([file('cut.json', '{"plan": {')])).rejects.toThrow(
      /cut\.json: JSON: is damaged/,
    );
  });

  test.each([
    ['rows', { rows: 11 }, /a: table0: has 11 rows here and 10 in the log/],
    ['columns', { dimension: 16 }, /a: table0: has 16 columns .* Set dimension to 16/],
    ['name', { name: 'x' }, /a: table0: is missing here and a table of the log/],
  ])('tables of another %s are refused', (_, other, message) => {
    const given = [{ ...tables[0], ...other }, ...tables.slice(1)];
    expect(() => requireSameTables('a', given, tables, 'the log')).toThrow(message);
  });

  test('a table too many is refused', () => {
    const given = [...tables, { ...tables[0], name: 'x' }];
    expect(() => requireSameTables('a', given, tables, 'the log')).toThrow(/a: x: is no table of the log/);
  });
});
