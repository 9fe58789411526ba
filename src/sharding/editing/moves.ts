// Shards that change their device, with all that must move along: the rows of a table over a host, and the tables that
// belong together.

import { ConfigError } from '../../base/errors';
import type { TablePlan } from '../problem';
import { partitionBy } from '../torchrec/geometry';
import type { PlanDocument } from './document';
import { groupOf, refuse } from './rules';

export interface Relocation {
  table: number;
  /** Of the table's plan. */
  shard: number;
  to: number;
}

/** Throws `ConfigError` where there is no such table, or no such shard of it. */
export function requireTable({ plan }: PlanDocument, table: number, shard = 0): TablePlan {
  const own = plan.tables[table];
  if (!own)
    throw new ConfigError(`There is no table ${table}. The plan has tables 0 to ${plan.tables.length - 1}.`);
  if (!own.shards[shard])
    throw new ConfigError(
      `Table ${table} has no shard ${shard}. It has shards 0 to ${own.shards.length - 1}.`,
    );
  return own;
}

export function requireDevice({ problem }: PlanDocument, device: number): void {
  const { ranks } = problem.topology;
  if (!(Number.isInteger(device) && device >= 0 && device < ranks))
    throw new ConfigError(`There is no device ${device}. Choose one of 0 to ${ranks - 1}.`);
}

/** The plans of all tables that move, the moves at once. Throws `ConfigError` for one that its type does not allow. */
export function relocated(document: PlanDocument, moves: readonly Relocation[]): Map<number, TablePlan> {
  const units = new Map<readonly number[] | number, Relocation[]>();
  for (const move of moves) {
    requireTable(document, move.table, move.shard);
    requireDevice(document, move.to);
    const unit = groupOf(document.rules, move.table) ?? move.table;
    units.set(unit, [...(units.get(unit) ?? []), move]);
  }
  const plans = new Map<number, TablePlan>();
  for (const [unit, own] of units)
    if (typeof unit === 'number') plans.set(unit, alone(document, unit, own));
    else for (const [table, plan] of together(document, unit, own)) plans.set(table, plan);
  return plans;
}

function alone(document: PlanDocument, table: number, moves: readonly Relocation[]): TablePlan {
  const own = document.plan.tables[table];
  let devices = own.shards.map(({ device }) => device);
  for (const { shard, to } of moves) devices = shifted(document, own, devices, shard, to);
  return onDevices(own, devices);
}

/** Wherever a moved shard lay, all shards of the group go to where it goes. */
function together(
  document: PlanDocument,
  group: readonly number[],
  moves: readonly Relocation[],
): Map<number, TablePlan> {
  const { tables } = document.plan;
  const goes = new Map<number, number>();
  for (const { table, shard, to } of moves) {
    const own = tables[table];
    const before = own.shards.map(({ device }) => device);
    for (const [index, device] of shifted(document, own, before, shard, to).entries())
      if (device !== before[index]) goes.set(before[index], device);
    goes.set(before[shard], to);
  }
  return new Map(
    group.map((table) => {
      const own = tables[table];
      return [
        table,
        onDevices(
          own,
          own.shards.map(({ device }) => goes.get(device) ?? device),
        ),
      ];
    }),
  );
}

/** The same plan where nothing moves. */
const onDevices = (own: TablePlan, devices: readonly number[]): TablePlan =>
  own.shards.every(({ device }, index) => device === devices[index])
    ? own
    : { ...own, shards: own.shards.map((shard, index) => ({ ...shard, device: devices[index] })) };

/** Devices of a table's shards after one of them has gone elsewhere, as its sharding type has it. */
function shifted(
  document: PlanDocument,
  { table, shardingType }: TablePlan,
  devices: readonly number[],
  shard: number,
  to: number,
): number[] {
  if (devices[shard] === to) return [...devices];
  const { ranksPerHost } = document.problem.topology;
  const hostOf = (device: number) => Math.floor(device / ranksPerHost);
  const by = partitionBy[shardingType];
  if (by === 'uniform')
    return refuse(
      document,
      table,
      shardingType === 'data_parallel'
        ? 'lies on every device, and none of its copies can move. Make it whole on one device first'
        : 'is cut by rows over all devices in order, and none of its shards can move. Cut it another way first',
    );
  if (by === 'device' || (shardingType === 'table_column_wise' && hostOf(to) === hostOf(devices[shard])))
    return devices.with(shard, to);
  const first = hostOf(to) * ranksPerHost;
  // All columns go to the other host, each to the device of its place there.
  if (shardingType === 'table_column_wise')
    return devices.map((device, index) => (index === shard ? to : first + (device % ranksPerHost)));
  if (to % ranksPerHost !== shard % ranksPerHost)
    return refuse(
      document,
      table,
      `keeps its rows in order over the devices of a host, so that shard ${shard} cannot go to device ${to}. ` +
        `On that host its place is device ${first + (shard % ranksPerHost)}`,
    );
  const block = Math.floor(shard / ranksPerHost);
  return devices.map((device, index) =>
    Math.floor(index / ranksPerHost) === block ? first + (index % ranksPerHost) : device,
  );
}
