// Plans drawn at random, of every type and placement, some with the load spread evenly and some not: to learn from, and
// to hold predictions against.

import { RandomStream } from '../../base/randomStream';
import { cutTable } from '../execution/cutTable';
import type { Plan, ShardingType } from '../problem';

export interface DrawnTable {
  rows: number;
  dimension: number;
  /** Mean lookups of a sample. */
  lookups: number;
}

export interface DrawnPlans {
  devices: number;
  devicesPerHost: number;
  /** Larger tables are never replicated. */
  replicatedRows: number;
  /** Tables whose type is given. */
  given?: ReadonlyMap<number, ShardingType>;
  seed: number;
}

const STREAM = 41;
const types: readonly ShardingType[] = [
  ...(['table_wise', 'table_wise', 'column_wise', 'row_wise'] as const),
  ...(['table_row_wise', 'table_column_wise', 'grid_shard', 'data_parallel'] as const),
];

/** Every other plan puts each table where the least work is; the rest crowd the first devices. */
export const isBalanced = (index: number): boolean => index % 2 === 0;

/** The same seed and index give the same plan. */
export function drawnPlan(tables: readonly DrawnTable[], options: DrawnPlans, index: number): Plan {
  const { devices, devicesPerHost, replicatedRows, given, seed } = options;
  const random = new RandomStream(seed, STREAM, index);
  // Half of the plans hold more whole tables than others do.
  const whole = 0.6 * random.nextUniform();
  const work = new Array<number>(devices).fill(0);
  const all = work.map((_, device) => device);
  const hosts = Math.floor(devices / devicesPerHost);
  const ordered = (): number[] => {
    const drawn = all.map((device) => ({ device, key: random.nextUniform() }));
    return isBalanced(index)
      ? [...all].sort((a, b) => work[a] - work[b] || a - b)
      : drawn.sort((a, b) => a.key * (1 + a.device) - b.key * (1 + b.device)).map(({ device }) => device);
  };
  return {
    tables: tables.map((table, at) => {
      const drawn = random.nextUniform() < whole ? 'table_wise' : types[random.integer(types.length)];
      const fits = drawn !== 'data_parallel' || table.rows <= replicatedRows;
      const type = given?.get(at) ?? (fits ? drawn : 'table_wise');
      const order = ordered();
      const host = Math.min(hosts - 1, Math.floor(order[0] / devicesPerHost));
      const onHost = all.slice(host * devicesPerHost, (host + 1) * devicesPerHost);
      const some = order.slice(0, Math.max(2, Math.ceil(devices / 2)));
      const chosen = {
        ...{ table_wise: order.slice(0, 1), column_wise: some, row_wise: random.integer(2) ? all : some },
        ...{ table_row_wise: onHost, table_column_wise: onHost },
        ...{ grid_shard: all.slice(0, hosts * devicesPerHost), data_parallel: all },
      }[type];
      const pieces = type === 'grid_shard' ? hosts : chosen.length;
      const width = Math.min(table.dimension, Math.max(4, 4 * Math.ceil(table.dimension / pieces / 4)));
      const planned = cutTable(at, table, type, { devices: chosen, width, devicesPerHost });
      for (const { device, rows, columns } of planned.shards)
        work[device] +=
          ((table.lookups * rows) / table.rows) * columns * (type === 'data_parallel' ? 1 / devices : 1);
      return planned;
    }),
  };
}
