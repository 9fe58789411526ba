// Plans, layouts and routes without a GPU: every plan by rules tiles its tables, every lookup arrives once for each
// block of columns, and a plan that does not fit is refused with its reason.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan, Shard } from '../problem';
import { layoutOf } from './layout';
import { countExpectedLookups, routeLookups, type TableLookups } from './route';
import { type PlannedTable, type PlanRules, simplePlan } from './simplePlan';
import { countExchanges, Traffic } from './transfers';

const DIMENSION = 12;

const tables = fc.array(
  fc.record({
    rows: fc.integer({ min: 1, max: 60 }),
    dimension: fc.constant(DIMENSION),
    lookups: fc.integer({ min: 1, max: 6 }),
  }),
  { minLength: 1, maxLength: 8 },
);
const rules = fc.record<PlanRules>({
  devices: fc.integer({ min: 1, max: 8 }),
  devicesPerHost: fc.constantFrom(2, 4, 8),
  replicatedRows: fc.constantFrom(0, 10),
  cutRows: fc.constantFrom(20, 1000),
  largest: fc.constantFrom('row_wise', 'table_row_wise', 'grid_shard'),
  cutLookups: fc.constantFrom(3, 1000),
  busiest: fc.constantFrom('column_wise', 'table_column_wise'),
  leastColumns: fc.constantFrom(4, 8),
});

const layoutBy = (given: readonly PlannedTable[], chosen: PlanRules, batch: number) =>
  layoutOf({
    ...{
      tables: given.map(({ rows }) => rows),
      dimension: DIMENSION,
      batch,
      plan: simplePlan(given, chosen),
    },
    ...{ devices: chosen.devices, devicesPerHost: chosen.devicesPerHost },
  });

/** `lookups` of each sample, on rows that step through the table. */
const regularLookups = (given: readonly PlannedTable[], batch: number): TableLookups => ({
  offsets: given.map(({ lookups }) =>
    Uint32Array.from({ length: batch + 1 }, (_, sample) => sample * lookups),
  ),
  rows: given.map(({ rows, lookups }) =>
    Uint32Array.from({ length: batch * lookups }, (_, j) => (7 * j) % rows),
  ),
});

describe('plans by rules', () => {
  test('fit their tables, and every lookup arrives once for each block of columns', () => {
    fc.assert(
      fc.property(tables, rules, (given, chosen) => {
        const batch = 11;
        const layout = layoutBy(given, chosen, batch);
        const lookups = regularLookups(given, batch);
        const { outboxes, messages, offsets } = routeLookups(layout, lookups);
        const received = layout.groups.map((groups, device) =>
          groups.map((_, group) => new Uint32Array(offsets[device][group].at(-1)!)),
        );
        for (const { from, shard, at, to, count } of messages)
          received[shard.device][shard.group].set(outboxes[from].subarray(at, at + count), to);
        for (const { table, parts } of layout.blocks)
          for (let sample = 0; sample < batch; sample++) {
            const found = parts.flatMap(({ device, group, slot, base, firstRow }) => {
              const bag = slot * batch + sample;
              const [start, end] = offsets[device][group].subarray(bag, bag + 2);
              return [...received[device][group].subarray(start, end)].map((row) => row - base + firstRow);
            });
            const { lookups: each } = given[table];
            const sent = [...lookups.rows[table].subarray(sample * each, (sample + 1) * each)];
            expect(found.sort((a, b) => a - b)).toEqual(sent.sort((a, b) => a - b));
          }
      }),
    );
  });

  test('replicate small tables and put heavy ones apart', () => {
    const given = [5, 100, 100, 100, 100].map((rows) => ({ rows, dimension: DIMENSION, lookups: 2 }));
    const { tables: planned } = simplePlan(given, {
      ...{ devices: 4, devicesPerHost: 2, replicatedRows: 10, cutRows: 1000, largest: 'row_wise' },
      ...{ cutLookups: 100, busiest: 'column_wise', leastColumns: 4 },
    });
    expect(planned[0].shardingType).toBe('data_parallel');
    expect(new Set(planned.slice(1).map(({ shards }) => shards[0].device)).size).toBe(4);
  });

  test('expected lookups are those of a batch where no table is cut by rows', () => {
    const given = [50, 60, 70].map((rows, i) => ({ rows, dimension: DIMENSION, lookups: i + 1 }));
    const layout = layoutBy(
      given,
      {
        ...{ devices: 3, devicesPerHost: 2, replicatedRows: 0, cutRows: 1000, largest: 'row_wise' },
        ...{ cutLookups: 3, busiest: 'column_wise', leastColumns: 4 },
      },
      11,
    );
    const [counted, expected] = [new Traffic(3), new Traffic(3)];
    routeLookups(layout, regularLookups(given, 11), counted);
    countExpectedLookups(layout, [1, 2, 3], expected);
    expect(expected.bytes).toEqual(counted.bytes);
  });
});

test('bytes by collective are those of the closed forms', () => {
  const batch = 12;
  const shard = (device: number, firstRow: number, rows: number): Shard => ({
    ...{ device, firstRow, rows, firstColumn: 0, columns: DIMENSION },
  });
  const plan: Plan = {
    tables: [
      { table: 0, shardingType: 'table_wise', computeKernel: 'fused', shards: [shard(1, 0, 9)] },
      {
        ...{ table: 1, shardingType: 'row_wise', computeKernel: 'fused' },
        shards: [0, 1, 2, 3].map((device) => shard(device, 2 * device, 2)),
      },
      {
        ...{ table: 2, shardingType: 'table_row_wise', computeKernel: 'fused' },
        shards: [shard(2, 0, 4), shard(3, 4, 4)],
      },
    ],
  };
  const layout = layoutOf({
    tables: [9, 8, 8],
    dimension: DIMENSION,
    devices: 4,
    devicesPerHost: 2,
    batch,
    plan,
  });
  const traffic = countExchanges(layout, 100, { forward: 'fp16', backward: 'fp32' });
  const vectors = (batch / 4) * DIMENSION;
  // Row-wise: 4 devices send 3 quarters each; on one host of two: each sends the half that the other adds.
  expect(traffic.total('forward reduce-scatter')).toBe(2 * (4 * 3 * vectors + 2 * 2 * vectors));
  // Table-wise: to 3 others; table-row-wise: the sums of two quarters cross to the other host.
  expect(traffic.total('forward all-to-all')).toBe(2 * (3 * vectors + 2 * vectors));
  expect(traffic.betweenHosts('forward all-to-all', 2)).toBe(2 * (2 * vectors + 2 * vectors));
  expect(traffic.total('backward all-to-all')).toBe(4 * (3 * vectors + 2 * vectors));
  expect(traffic.total('backward all-gather')).toBe(4 * (4 * 3 * vectors + 2 * 2 * vectors));
  expect(traffic.total('all-reduce')).toBe(2 * 3 * 4 * 100);
});

test('two blocks of rows on one device: it adds two parts, and gradients cross its link once', () => {
  const part = (device: number, firstRow: number, rows: number): Shard => ({
    ...{ device, firstRow, rows, firstColumn: 0, columns: DIMENSION },
  });
  const shards = [part(0, 0, 4), part(1, 4, 3), part(1, 7, 3)];
  const layout = layoutOf({
    ...{ tables: [10], dimension: DIMENSION, devices: 2, devicesPerHost: 2, batch: 8 },
    plan: { tables: [{ table: 0, shardingType: 'row_wise', computeKernel: 'fused', shards }] },
  });
  const traffic = countExchanges(layout, 0, { forward: 'fp32', backward: 'fp32' });
  const vectors = 4 * DIMENSION;
  // Device 1 sends both its sums for the samples of device 0, which sends one back.
  expect(traffic.total('forward reduce-scatter')).toBe(4 * 3 * vectors);
  expect(traffic.total('backward all-gather')).toBe(4 * 2 * vectors);
  expect(traffic.total('backward all-to-all')).toBe(0);
});

describe('a plan that does not fit is refused', () => {
  const whole: Shard = { device: 0, firstRow: 0, rows: 10, firstColumn: 0, columns: DIMENSION };
  const layout = (shards: Shard[], devices = 2, batch = 8) =>
    layoutOf({
      ...{ tables: [10], dimension: DIMENSION, devices, devicesPerHost: 2, batch },
      plan: { tables: [{ table: 0, shardingType: 'row_wise', computeKernel: 'fused', shards }] },
    });
  test.each([
    [
      'a gap',
      [
        { ...whole, rows: 4 },
        { ...whole, device: 1, firstRow: 5, rows: 5 },
      ],
      /gap at 4/,
    ],
    ['rows that are missing', [{ ...whole, rows: 9 }], /cover 9 of 10/],
    ['columns that are missing', [{ ...whole, columns: 8 }], /cover 8 of 12/],
    ['a device there is none of', [{ ...whole, device: 2 }], /device 2; there are 2/],
  ])('%s', (_, shards, message) => {
    expect(() => layout(shards)).toThrow(message);
  });

  test('a table it does not name, and too small a batch', () => {
    expect(() =>
      layoutOf({ tables: [10], dimension: 4, devices: 1, devicesPerHost: 1, batch: 1, plan: { tables: [] } }),
    ).toThrow(/table 0 0 times/);
    expect(() => layout([whole], 2, 1)).toThrow(/without a sample/);
  });
});
