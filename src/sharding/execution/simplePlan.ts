// A plan by simple rules, after the choices that ZionEX describes (Mudigere et al. 2022, 2104.05158): small tables are
// replicated, the largest cut by rows, the busiest by columns, and the rest placed whole, the heaviest first, each on
// the device with the least work.

import type { Plan, ShardingType, TablePlan } from '../problem';
import { cutTable } from './cutTable';

export interface PlannedTable {
  rows: number;
  dimension: number;
  /** Mean lookups of a sample. */
  lookups: number;
}

export interface PlanRules {
  devices: number;
  devicesPerHost: number;
  /** Tables of up to so many rows are data-parallel. */
  replicatedRows: number;
  /** From so many rows on a table is cut by rows. */
  cutRows: number;
  largest: Extract<ShardingType, 'row_wise' | 'table_row_wise' | 'grid_shard'>;
  /** From so many lookups a sample on it is cut by columns. */
  cutLookups: number;
  busiest: Extract<ShardingType, 'column_wise' | 'table_column_wise'>;
  /** Least columns of a shard. */
  leastColumns: number;
}

/** Numbers that a device reads for a sample, which is what its work and its exchange grow with. */
const workOf = ({ lookups, dimension }: PlannedTable): number => lookups * dimension;

export function simplePlan(tables: readonly PlannedTable[], rules: PlanRules): Plan {
  const { devices, devicesPerHost } = rules;
  const work = new Array<number>(devices).fill(0);
  const all = work.map((_, device) => device);
  const hosts = Math.ceil(devices / devicesPerHost);
  const devicesOf = (host: number) => all.slice(host * devicesPerHost, (host + 1) * devicesPerHost);
  const leastLoaded = (among: readonly number[]) =>
    among.reduce((best, device) => (work[device] < work[best] ? device : best));
  const place = (table: number): TablePlan => {
    const type = typeOf(tables[table], rules);
    const host = Math.floor(leastLoaded(all) / devicesPerHost);
    const chosen = {
      ...{ data_parallel: all, row_wise: all, grid_shard: all, table_wise: [leastLoaded(all)] },
      ...{ table_row_wise: devicesOf(host), table_column_wise: devicesOf(host) },
      column_wise: [...all].sort((a, b) => work[a] - work[b] || a - b),
    }[type];
    const { dimension, lookups, rows } = tables[table];
    const pieces = type === 'grid_shard' ? hosts : chosen.length;
    const width = Math.min(dimension, Math.max(rules.leastColumns, 4 * Math.ceil(dimension / pieces / 4)));
    const planned = cutTable(table, tables[table], type, { devices: chosen, width, devicesPerHost });
    for (const shard of planned.shards)
      work[shard.device] +=
        type === 'data_parallel'
          ? workOf(tables[table]) / devices
          : lookups * (shard.rows / rows) * shard.columns;
    return planned;
  };
  const heaviestFirst = [...tables.keys()].sort((a, b) => {
    const whole = (table: number) => Number(typeOf(tables[table], rules) === 'table_wise');
    return whole(a) - whole(b) || workOf(tables[b]) - workOf(tables[a]) || a - b;
  });
  const planned = heaviestFirst.map(place);
  return { tables: planned.sort((a, b) => a.table - b.table) };
}

function typeOf({ rows, dimension, lookups }: PlannedTable, rules: PlanRules): ShardingType {
  if (rows <= rules.replicatedRows) return 'data_parallel';
  if (rows >= rules.cutRows) return rules.largest;
  // A table too narrow to be cut stays whole.
  return lookups >= rules.cutLookups && dimension > rules.leastColumns ? rules.busiest : 'table_wise';
}
