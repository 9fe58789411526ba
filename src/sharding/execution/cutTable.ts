// The shards of one table by sharding type, on chosen devices: rows in TorchRec's blocks, and columns in widths of
// choice, of which the last one may be narrower (TorchRec's planner only makes equal ones; its runtime takes either).

import { ConfigError } from '../../base/errors';
import type { Shard, ShardingType, TablePlan } from '../problem';
import { rowBlocks } from '../torchrec/geometry';

export interface TableShape {
  rows: number;
  dimension: number;
}

export interface CutOptions {
  /** Devices to use, in order; of `grid_shard` those of one host after another. */
  devices: readonly number[];
  /** Columns of a shard, where columns are cut. Default: as many shards as devices, or as hosts. */
  width?: number;
  /** Devices that share the rows of one block of columns in `grid_shard`. */
  devicesPerHost?: number;
}

/** The plan of table `table`. Throws `ConfigError` where there are too few devices. */
export function cutTable(
  table: number,
  shape: TableShape,
  shardingType: ShardingType,
  options: CutOptions,
): TablePlan {
  if (!options.devices.length) throw new ConfigError(`Table ${table} has no device to lie on.`);
  const computeKernel = shardingType === 'data_parallel' ? 'dense' : 'fused';
  return { table, shardingType, computeKernel, shards: shardsOf(shape, shardingType, options) };
}

function shardsOf(
  { rows, dimension }: TableShape,
  shardingType: ShardingType,
  { devices, width, devicesPerHost = devices.length }: CutOptions,
): Shard[] {
  const whole = { firstRow: 0, rows, firstColumn: 0, columns: dimension };
  switch (shardingType) {
    case 'data_parallel':
      return devices.map((device) => ({ ...whole, device }));
    case 'table_wise':
      return [{ ...whole, device: devices[0] }];
    case 'row_wise':
    case 'table_row_wise':
      return rowShards(whole, devices);
    case 'column_wise':
    case 'table_column_wise':
      return columnBlocks(whole, width ?? Math.ceil(dimension / devices.length)).map((block, index) => ({
        ...block,
        device: devices[index % devices.length],
      }));
    case 'grid_shard': {
      const hosts = Math.ceil(devices.length / devicesPerHost);
      return columnBlocks(whole, width ?? Math.ceil(dimension / hosts)).flatMap((block, index) => {
        const first = (index % hosts) * devicesPerHost;
        return rowShards(block, devices.slice(first, first + devicesPerHost));
      });
    }
  }
}

type Rectangle = Omit<Shard, 'device'>;

function rowShards(whole: Rectangle, devices: readonly number[]): Shard[] {
  let firstRow = 0;
  return rowBlocks(whole.rows, devices.length).map((rows, index) => {
    const shard = { ...whole, device: devices[index], firstRow, rows };
    firstRow += rows;
    return shard;
  });
}

function columnBlocks(whole: Rectangle, width: number): Rectangle[] {
  const blocks: Rectangle[] = [];
  for (let firstColumn = 0; firstColumn < whole.columns; firstColumn += width)
    blocks.push({ ...whole, firstColumn, columns: Math.min(width, whole.columns - firstColumn) });
  return blocks;
}
