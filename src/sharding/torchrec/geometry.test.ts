// How tables are cut: TorchRec's documented examples, and properties of every type.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../base/errors';
import { shardingTypes } from '../problem';
import { columnWidth, cutTable, rowBlocks } from './geometry';

test('rows: full blocks, the remainder, then none', () => {
  expect(rowBlocks(10, 4)).toEqual([3, 3, 3, 1]);
  expect(rowBlocks(5, 4)).toEqual([2, 2, 1, 0]);
  expect(rowBlocks(3, 8)).toEqual([1, 1, 1, 0, 0, 0, 0, 0]);
});

test('columns: the narrowest width of at least 128 that divides them and is a multiple of four', () => {
  expect(columnWidth(512, null)).toBe(128);
  expect(columnWidth(300, null)).toBe(300);
  expect(columnWidth(300, 100)).toBe(100);
  expect(columnWidth(64, null)).toBe(64);
  expect(columnWidth(128, 30)).toBe(32);
});

describe('cutting', () => {
  const cut = (shardingType: (typeof shardingTypes)[number], minPartition: number | null = null) =>
    cutTable([10, 8], { shardingType, ranks: 4, ranksPerHost: 2, minPartition });

  test('a grid is columns by rows of a host', () => {
    expect(cut('grid_shard', 4)).toEqual([
      { size: [5, 4], offset: [0, 0] },
      { size: [5, 4], offset: [5, 0] },
      { size: [5, 4], offset: [0, 4] },
      { size: [5, 4], offset: [5, 4] },
    ]);
  });

  test('row-wise and by the rows of one host', () => {
    expect(cut('row_wise').map(({ offset }) => offset[0])).toEqual([0, 3, 6, 9]);
    expect(cut('table_row_wise').map(({ size }) => size)).toEqual([
      [5, 8],
      [5, 8],
    ]);
  });

  test('a table without rows is refused', () => {
    const nothing = { shardingType: 'row_wise', ranks: 2, ranksPerHost: 2, minPartition: null } as const;
    expect(() => cutTable([0, 8], nothing)).toThrow(ConfigError);
  });

  test('shards of every type hold each element once, data-parallel ones on every rank', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 60 }),
      columns: fc.integer({ min: 1, max: 40 }),
      hosts: fc.integer({ min: 1, max: 4 }),
      ranksPerHost: fc.integer({ min: 1, max: 5 }),
      minPartition: fc.option(fc.integer({ min: 1, max: 40 })),
      shardingType: fc.constantFrom(...shardingTypes),
    });
    fc.assert(
      fc.property(sizes, ({ rows, columns, hosts, ranksPerHost, minPartition, shardingType }) => {
        const ranks = hosts * ranksPerHost;
        const held = new Uint8Array(rows * columns);
        const shapes = cutTable([rows, columns], { shardingType, ranks, ranksPerHost, minPartition });
        for (const { size, offset } of shapes)
          for (let row = 0; row < size[0]; row++)
            for (let column = 0; column < size[1]; column++)
              held[(offset[0] + row) * columns + offset[1] + column]++;
        const copies = shardingType === 'data_parallel' ? ranks : 1;
        return held.every((count) => count === copies);
      }),
    );
  });
});
