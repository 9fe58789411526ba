// How TorchRec cuts a table for each sharding type: sizes and offsets of the shards, in the order in which it lists them.

import { ConfigError } from '../../base/errors';
import type { ShardingType } from '../problem';
import { defaults } from './constants';

/** Rows and columns. */
export type Extent = readonly [rows: number, columns: number];

export interface ShardShape {
  size: Extent;
  offset: Extent;
}

export interface Cut {
  shardingType: ShardingType;
  ranks: number;
  ranksPerHost: number;
  /** Least width of a column-wise shard; null for TorchRec's 128. */
  minPartition: number | null;
}

/** Rows of n blocks: ⌈rows/n⌉ each, the remainder in the block after the full ones, none in what follows. */
export function rowBlocks(rows: number, blocks: number): number[] {
  const block = Math.ceil(rows / blocks);
  const full = Math.floor(rows / block);
  return Array.from({ length: blocks }, (_, index) =>
    index < full ? block : index === full ? rows - block * full : 0,
  );
}

/** The narrowest width of at least `least` that divides the columns and is a multiple of four; else all columns. */
export function columnWidth(columns: number, least: number | null): number {
  for (let width = least || defaults.minPartition; width < columns; width++)
    if (columns % width === 0 && width % 4 === 0) return width;
  return columns;
}

function rowShards(rows: number, columns: number, blocks: number, column = 0): ShardShape[] {
  let first = 0;
  return rowBlocks(rows, blocks).map((size) => {
    const shape: ShardShape = { size: [size, columns], offset: [first, column] };
    first += size;
    return shape;
  });
}

/** Data-parallel tables have one whole copy a rank. Throws `ConfigError` for a table without rows or columns. */
export function cutTable([rows, columns]: Extent, cut: Cut): ShardShape[] {
  if (!(rows >= 1 && columns >= 1))
    throw new ConfigError(
      `A table of ${rows} rows and ${columns} columns cannot be cut. It needs one of each.`,
    );
  const { shardingType, ranks, ranksPerHost, minPartition } = cut;
  const whole: ShardShape = { size: [rows, columns], offset: [0, 0] };
  const width = columnWidth(columns, minPartition);
  const columnStarts = Array.from({ length: Math.floor(columns / width) }, (_, index) => index * width);
  switch (shardingType) {
    case 'data_parallel':
      return Array.from({ length: ranks }, () => whole);
    case 'table_wise':
      return [whole];
    case 'row_wise':
      return rowShards(rows, columns, ranks);
    case 'table_row_wise':
      return rowShards(rows, columns, ranksPerHost);
    case 'column_wise':
    case 'table_column_wise':
      return columnStarts.map((start) => ({ size: [rows, width], offset: [0, start] }));
    case 'grid_shard':
      return columnStarts.flatMap((start) => rowShards(rows, width, ranksPerHost, start));
  }
}

/** Who decides where the shards of a type go. */
export type PartitionBy = 'device' | 'host' | 'uniform' | 'multiHost';

export const partitionBy: Readonly<Record<ShardingType, PartitionBy>> = {
  table_wise: 'device',
  column_wise: 'device',
  table_row_wise: 'host',
  table_column_wise: 'host',
  row_wise: 'uniform',
  data_parallel: 'uniform',
  grid_shard: 'multiHost',
};
