// A plan of the click log "default" in which every sharding type occurs, with uneven cuts, several shards of a table on
// one device, and a device that holds none but copies. Where rows are cut a bag has one lookup, so that no sum is.

import type { Plan, ShardingType, TablePlan } from '../../../sharding/problem';

export const mixed = { data: 'default', dimension: 8, devices: 6, devicesPerHost: 2 };

const D = mixed.dimension;
const copy = (device: number) => [device, 0, 100, 0, D];

export const mixedPlan: Plan = {
  tables: [
    cut(0, 'data_parallel', copy(0), copy(1), copy(2), copy(3), copy(4), copy(5)),
    cut(1, 'grid_shard', [0, 0, 100, 0, 3], [1, 100, 200, 0, 3], [2, 0, 299, 3, 5], [3, 299, 1, 3, 5]),
    cut(2, 'table_row_wise', [2, 0, 1, 0, D], [3, 1, 999, 0, D]),
    cut(3, 'row_wise', [0, 0, 10, 0, D], [1, 10, 1990, 0, D], [2, 2000, 1, 0, D], [3, 2001, 999, 0, D]),
    cut(4, 'column_wise', [0, 0, 10_000, 0, 1], [4, 0, 10_000, 1, 5], [0, 0, 10_000, 6, 2]),
    cut(5, 'table_wise', [4, 0, 10_000, 0, D]),
    cut(6, 'table_column_wise', [0, 0, 30_000, 0, 2], [1, 0, 30_000, 2, 5], [1, 0, 30_000, 7, 1]),
    cut(7, 'row_wise', [4, 0, 40_000, 0, D], [1, 40_000, 1, 0, D], [4, 40_001, 59_999, 0, D]),
  ],
};

/** Each shard: device, first row, rows, first column, columns. */
function cut(table: number, shardingType: ShardingType, ...shards: number[][]): TablePlan {
  const computeKernel = shardingType === 'data_parallel' ? 'dense' : 'fused';
  const placed = shards.map(([device, firstRow, rows, firstColumn, columns]) => ({
    ...{ device, firstRow, rows, firstColumn, columns },
  }));
  return { table, shardingType, computeKernel, shards: placed };
}
