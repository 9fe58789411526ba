// Lookups, shard sets and plans that are drawn, and the work that is counted in them, without a GPU.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutOf } from '../execution/layout';
import type { Plan, ShardingType } from '../problem';
import { drawLookups, shrunk, zipfProfile } from './drawLookups';
import { drawnPlan } from './drawnPlan';
import { type GridRange, shardGrid } from './shardGrid';
import { TableUse } from './tableUse';
import { profileOf, tables } from './testing/tables';
import { workOfDevices } from './work';

const draw = { index: 2, batch: 4000, seed: 7, step: 1 };

describe('lookups', () => {
  const table = { rows: 1000, poolingFactor: 3.3, coverage: 0.5 };

  test('are as many as the table says, and the same again', () => {
    const { offsets, rows } = drawLookups(table, draw);
    expect(drawLookups(table, draw)).toEqual({ offsets, rows });
    expect(drawLookups(table, { ...draw, step: 2 }).rows).not.toEqual(rows);
    // Five deviations of the mean: bags vary by about 1.9.
    expect(Math.abs(rows.length / draw.batch - 1.65)).toBeLessThan((5 * 1.9) / Math.sqrt(draw.batch));
    expect(Math.max(...rows)).toBeLessThan(table.rows);
  });

  test('reach every row where all are looked up alike', () => {
    const { rows } = drawLookups({ rows: 97, poolingFactor: 5, coverage: 1 }, draw);
    expect(new Set(rows).size).toBe(97);
  });

  test('follow Zipf’s law, scattered', () => {
    const accesses = zipfProfile(1000, 1);
    const { rows } = drawLookups({ ...table, accesses }, draw);
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    const [hottest, second] = [...counts].sort((a, b) => b[1] - a[1]);
    // ln 2 of ln 1001 in the first piece, which is one row.
    const share = Math.log(2) / Math.log(1001);
    expect(Math.abs(hottest[1] / rows.length - share)).toBeLessThan(5 * Math.sqrt(share / rows.length));
    expect(Math.abs(hottest[0] - second[0])).toBeGreaterThan(1);
  });

  test('of a shrunk table keep their skew', () => {
    const whole = { ...table, name: 't', dimension: 4, bytesPerElement: 4, accesses: zipfProfile(1000, 1) };
    const small = shrunk(whole, 100);
    expect(small.rows).toBe(100);
    const rowsIn = small.accesses!.pieces.reduce((sum, { rows }) => sum + rows, 0);
    expect(rowsIn).toBeCloseTo(100, 9);
    expect(shrunk(whole, 2000)).toBe(whole);
  });
});

test('the use of a range of rows is what counting gives', () => {
  const rows = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 });
  const range = fc.tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 32 }));
  fc.assert(
    fc.property(rows, range, (lookups, [first, count]) => {
      const inside = lookups.filter((row) => row >= first && row < first + count);
      expect(new TableUse(Uint32Array.from(lookups)).within(first, count)).toEqual({
        ...{ lookups: inside.length, distinct: new Set(inside).size },
      });
    }),
  );
});

describe('shard sets', () => {
  const range: GridRange = {
    ...{ devices: 40, batch: 512, seed: 1 },
    columns: [4, 64],
    rows: [100, 100_000],
    lookups: [0.5, 20],
    shards: [1, 8],
  };
  const grid = shardGrid(range);

  test('are the same again, and keep to their ranges', () => {
    expect(shardGrid(range)).toEqual(grid);
    for (const { shards, batch } of grid) {
      expect([256, 512]).toContain(batch);
      expect(shards.length).toBeGreaterThanOrEqual(1);
      expect(shards.length).toBeLessThanOrEqual(8);
      for (const { columns, rows, poolingFactor, room } of shards) {
        expect(columns % 4).toBe(0);
        for (const [value, [least, most]] of [
          [columns, range.columns],
          [rows, range.rows],
          [poolingFactor, range.lookups],
          [room, [1, 4]],
        ] as const) {
          expect(value).toBeGreaterThanOrEqual(least * (1 - 1e-9));
          expect(value).toBeLessThanOrEqual(most * (1 + 1e-9));
        }
      }
    }
  });

  test('cover every third of every range, together with every third of the others’ first', () => {
    const third = (value: number, [least, most]: readonly [number, number]) =>
      Math.min(2, Math.floor((3 * Math.log(value / least)) / Math.log(most / least)));
    const first = grid.map(({ shards: [shard, ...others] }) => ({
      rows: third(shard.rows, range.rows),
      lookups: third(shard.poolingFactor, range.lookups),
      columns: third(shard.columns, range.columns),
      shards: third(others.length + 1, range.shards),
    }));
    for (const a of ['rows', 'lookups', 'columns', 'shards'] as const)
      for (const b of ['rows', 'lookups'] as const)
        if (a !== b) expect(new Set(first.map((own) => `${own[a]} ${own[b]}`)).size, `${a}, ${b}`).toBe(9);
  });
});

const machine = { devices: 4, devicesPerHost: 2, replicatedRows: 200, seed: 3 };
const layoutFor = (plan: Plan, batch = 40) =>
  layoutOf({
    ...{ tables: tables.map(({ rows }) => rows), dimension: 12, batch, plan },
    ...{ devices: machine.devices, devicesPerHost: machine.devicesPerHost },
  });
describe('drawn plans', () => {
  const plans = Array.from({ length: 60 }, (_, index) => drawnPlan(tables, machine, index));

  test('fit, are the same again, and are of every type', () => {
    const seen = new Set<ShardingType>();
    for (const [index, plan] of plans.entries()) {
      layoutFor(plan);
      expect(drawnPlan(tables, machine, index)).toEqual(plan);
      for (const { shardingType, table } of plan.tables) {
        seen.add(shardingType);
        if (shardingType === 'data_parallel') expect(tables[table].rows).toBeLessThanOrEqual(200);
      }
    }
    expect(seen.size).toBe(7);
    expect(drawnPlan(tables, { ...machine, seed: 4 }, 0)).not.toEqual(plans[0]);
  });

  test('keep to types that are given, whatever the rows', () => {
    const given = new Map<number, ShardingType>([
      [4, 'data_parallel'],
      [7, 'grid_shard'],
    ]);
    for (let index = 0; index < 5; index++) {
      const { tables: planned } = drawnPlan(tables, { ...machine, replicatedRows: 0, given }, index);
      const copied = planned.filter(({ shardingType }) => shardingType === 'data_parallel');
      expect(copied.map(({ table }) => table)).toEqual([4]);
      expect(planned[7].shardingType).toBe('grid_shard');
    }
  });

  test('every other one is crowded', () => {
    const imbalance = (plan: Plan) => {
      const works = workOfDevices(layoutFor(plan), profileOf(40));
      const loads = works.map(({ groups }) =>
        groups.reduce((sum, { lookups, columns }) => sum + lookups * columns, 0),
      );
      return Math.max(...loads) / (loads.reduce((sum, load) => sum + load, 0) / loads.length);
    };
    const mean = (rest: number) =>
      plans.filter((_, index) => index % 2 === rest).reduce((sum, plan) => sum + imbalance(plan), 0) / 30;
    expect(mean(1)).toBeGreaterThan(1.3 * mean(0));
  });
});

test('every lookup and every row is counted once for each block of columns, every sample on some device', () => {
  const batch = 40;
  const profile = profileOf(batch);
  for (let index = 0; index < 20; index++) {
    const layout = layoutFor(drawnPlan(tables, machine, index), batch);
    const works = workOfDevices(layout, profile);
    const groups = works.flatMap((work) => work.groups);
    const expected = (of: (use: { lookups: number; distinct: number }) => number) =>
      layout.blocks.reduce(
        (sum, { table }) => sum + of(profile.uses[table].within(0, tables[table].rows)),
        0,
      );
    expect(groups.reduce((sum, { lookups }) => sum + lookups, 0)).toBe(expected(({ lookups }) => lookups));
    expect(groups.reduce((sum, { distinct }) => sum + distinct, 0)).toBe(
      expected(({ distinct }) => distinct),
    );
    const added = works.reduce((sum, { sums }) => sum + sums.numbers, 0);
    const partial = layout.blocks.filter(({ parts }) => parts.length > 1);
    expect(added).toBe(partial.reduce((sum, { parts, columns }) => sum + parts.length * columns * batch, 0));
    const replicated = works
      .flatMap(({ replicas }) => replicas)
      .reduce((sum, { lookups }) => sum + lookups, 0);
    expect(replicated).toBeCloseTo(
      layout.replicated.reduce((sum, table) => sum + profile.room[table], 0),
      9,
    );
  }
});
