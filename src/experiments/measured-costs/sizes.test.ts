// The sets of shards that are timed cover the tables of a file, and stay within what the adapter holds.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../base/errors';
import { needsOf } from '../../sharding/measured/gridRoom';
import { type GridDevice, shardGrid } from '../../sharding/measured/shardGrid';
import type { EmbeddingTable } from '../../sharding/problem';
import { defaultsOf } from '../schema';
import { type CostSettings, schema } from './schema';
import { sizesOfSettings, sizesOfTables } from './sizes';

const settings = { ...defaultsOf(schema), sizes: 'tables', batch: 4096, leastColumns: 32 } as CostSettings;
const table = (rows: number, dimension: number, poolingFactor: number, coverage = 1): EmbeddingTable => ({
  ...{ name: `${rows}`, rows, dimension, bytesPerElement: 2, poolingFactor, coverage },
});
const given = [
  ...[table(5000, 128, 20), table(1_000_000, 128, 1), table(300, 48, 4), table(90_000, 10, 0)],
  table(2000, 64, 6, 0.5),
];
const endless = { boundBytes: 2 ** 40, heldBytes: 2 ** 44, readNumbers: 2 ** 50 };
const plenty = { sets: endless, plans: endless };

const ends = (values: readonly number[]) => [Math.min(...values), Math.max(...values)];
const shardsOf = (grid: readonly GridDevice[]) => grid.flatMap(({ shards }) => shards);

describe('with room for all', () => {
  const { range, settings: own, tables } = sizesOfTables(settings, given, 1, plenty);
  const grid = shardGrid(range);

  test('sets have every width of the tables, and halves of them down to the narrowest shard', () => {
    const widths = new Set(shardsOf(grid).map(({ columns }) => columns));
    expect([...widths].sort((a, b) => a - b)).toEqual([12, 32, 48, 64, 128]);
    for (const width of widths) expect(Math.max(...batchesOf(width)), `${width}`).toBe(4096);
  });
  const batchesOf = (width: number) =>
    grid.flatMap(({ batch, shards }) => (shards.some(({ columns }) => columns === width) ? [batch] : []));

  test('and their rows, lookups and batch, to a tenth of the most', () => {
    const shards = shardsOf(grid);
    expect(range.rows[1]).toBe(1_000_000);
    expect(ends(shards.map(({ rows }) => rows))[1]).toBeGreaterThan(900_000);
    expect(range.lookups[1]).toBe(20);
    expect(ends(shards.map(({ poolingFactor }) => poolingFactor))[1]).toBeGreaterThan(18);
    expect(ends(grid.map(({ batch }) => batch))).toEqual([2048, 4096]);
  });

  test('plans are of the commonest width, with the same batch', () => {
    expect(own).toMatchObject({ dimension: 128, batch: 4096, mostRows: 1_000_000, mostLookups: 20 });
    expect(tables.map(({ dimension, lookups }) => [dimension, lookups])).toEqual(
      [20, 1, 4, 0, 3].map((lookups) => [128, lookups]),
    );
  });
});

test('what an adapter does not hold is halved, and the range says so', () => {
  const power = (least: number, most: number) =>
    fc.integer({ min: least, max: most }).map((power) => 2 ** power);
  const rooms = fc.record({
    boundBytes: power(22, 32),
    heldBytes: power(26, 34),
    readNumbers: power(24, 36),
  });
  fc.assert(
    fc.property(rooms, rooms, (sets, plans) => {
      const { range, settings: own, tables } = sizesOfTables(settings, given, 1, { sets, plans });
      const grid = shardGrid(range);
      const needs = needsOf(grid);
      expect(needs.tableBytes).toBeLessThanOrEqual(sets.boundBytes);
      expect(needs.bagBytes).toBeLessThanOrEqual(sets.boundBytes);
      expect(needs.heldTableBytes + needs.heldBagBytes).toBeLessThanOrEqual(sets.heldBytes);
      expect(needs.readNumbers).toBeLessThanOrEqual(sets.readNumbers);
      expect(ends(grid.map(({ batch }) => batch))[1]).toBe(range.batch);
      const count = own.learntPlans + own.plans;
      const sum = (of: (table: (typeof tables)[number]) => number) =>
        tables.reduce((all, each) => all + of(each), 0);
      const numbers = own.dimension * own.batch * sum(({ lookups }) => lookups);
      expect(count * numbers).toBeLessThanOrEqual(plans.readNumbers);
      expect(4 * numbers).toBeLessThanOrEqual(plans.boundBytes);
      const bytes = 4 * own.dimension * sum(({ rows }) => rows);
      expect(bytes).toBeLessThanOrEqual(plans.boundBytes);
      expect(count * bytes).toBeLessThanOrEqual(plans.heldBytes);
      // Widths are never given up.
      expect(range.columns).toEqual([12, 128]);
    }),
  );
});

test('of many tables, plans have some from the least to the most looked up', () => {
  const many = Array.from({ length: 100 }, (_, index) => table(1000, 16, 1 + ((37 * index) % 100)));
  const { tables } = sizesOfTables({ ...settings, tables: 5 }, many, 1, plenty);
  expect(tables.map(({ lookups }) => lookups)).toEqual([1, 26, 51, 75, 100]);
});

test('tables that are not looked up are refused', () => {
  expect(() => sizesOfTables(settings, [table(10, 8, 0)], 1, plenty)).toThrow(ConfigError);
});

test('sizes of the settings are those of the settings', () => {
  const defaults = defaultsOf(schema) as CostSettings;
  const { range, settings: own, tables } = sizesOfSettings(defaults, given, 1);
  expect(own).toBe(defaults);
  expect(range).toMatchObject({ devices: 40, batch: 512, columns: [4, 32], rows: [100, 20_000] });
  expect(range).toMatchObject({ lookups: [0.25, 12], shards: [1, 5] });
  expect(new Set(tables.map(({ dimension }) => dimension))).toEqual(new Set([32]));
});
