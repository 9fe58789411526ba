// What every device has to do under a plan, counted table by table, so that after an edit only the tables that it changed
// are counted again. As `workOfDevices` counts it from a layout; here tables may differ in width, and a plan that breaks
// rules is counted as far as it goes.

import type { Plan, Shard, TablePlan } from '../problem';
import type { RangeUse } from './tableUse';
import { type BatchProfile, type DeviceWork, type GroupWork, sortOf } from './work';

export interface CostedTable {
  rows: number;
  /** Elements of a row. */
  dimension: number;
  /** Pooled vectors of a batch over all devices. */
  bags: number;
}

export interface CountedProblem {
  tables: readonly CostedTable[];
  devices: number;
  devicesPerHost: number;
  profile: BatchProfile;
}

/** A shard with rows, and what a batch asks of it. */
export interface ShardUse extends Shard, RangeUse {
  /** Of the table's plan. */
  index: number;
}

interface TableWork {
  shards: readonly ShardUse[];
  /** Partial vectors of a block that a device adds. */
  sums: readonly { device: number; numbers: number }[];
  /** Blocks of columns that arrive everywhere. */
  blocks: number;
}

/** Of so many pooled vectors, those of the samples that a device owns. */
export const bagsOf = (bags: number, device: number, devices: number): number =>
  Math.floor(((device + 1) * bags) / devices) - Math.floor((device * bags) / devices);

type Growing = { -readonly [Key in keyof GroupWork]: GroupWork[Key] };

/** Of so many columns; devices have few widths. */
function groupOf(groups: Growing[], columns: number): Growing {
  for (const group of groups) if (group.columns === columns) return group;
  const group = {
    columns,
    rows: 0,
    bags: 0,
    room: 0,
    lookups: 0,
    distinct: 0,
    sortPasses: 0,
    updateDispatches: 0,
  };
  groups.push(group);
  return group;
}

export class PlanWork {
  readonly #known = new WeakMap<TablePlan, TableWork>();

  constructor(private readonly problem: CountedProblem) {}

  ofDevices(plan: Plan): DeviceWork[] {
    const { tables, devices, profile } = this.problem;
    const groups = Array.from({ length: devices }, (): Growing[] => []);
    const sums = groups.map(() => ({ blocks: 0, numbers: 0 }));
    const copies = new Map<number, TablePlan[]>();
    const joined: CostedTable[] = [];
    let blocks = 0;
    for (const own of plan.tables) {
      const { rows, dimension, bags } = tables[own.table];
      if (own.shardingType === 'data_parallel') {
        copies.set(dimension, [...(copies.get(dimension) ?? []), own]);
        continue;
      }
      const counted = this.tableWork(own);
      blocks += counted.blocks;
      if (counted.blocks > 1) joined.push({ rows, dimension, bags });
      for (const { device, numbers } of counted.sums) {
        sums[device].blocks++;
        sums[device].numbers += numbers;
      }
      const room = profile.room[own.table];
      for (const shard of counted.shards) {
        const group = groupOf(groups[shard.device], shard.columns);
        group.rows += shard.rows;
        group.bags += bags;
        group.room += room;
        group.lookups += shard.lookups;
        group.distinct += shard.distinct;
      }
    }
    return groups.map((own, device) => ({
      groups: own.map((group) => ({
        ...group,
        ...sortOf(group.rows, group.room, profile.adapterClass),
      })),
      ...{ sums: sums[device], blocks },
      joined: joined.reduce((sum, { dimension, bags }) => sum + dimension * bagsOf(bags, device, devices), 0),
      replicas: [...copies].map(([columns, plans]) => this.replicas(columns, plans, device)),
    }));
  }

  /** What of a data-parallel table, or of several of one width, a device does. */
  replicas(columns: number, plans: readonly TablePlan[], device: number): GroupWork {
    const { tables, devices, profile } = this.problem;
    const sum = (of: (table: number) => number) => plans.reduce((all, { table }) => all + of(table), 0);
    const used = (table: number) => profile.uses[table].within(0, tables[table].rows);
    const own = (table: number) => bagsOf(tables[table].bags, device, devices);
    const rows = sum((table) => tables[table].rows);
    const room = sum((table) => profile.room[table]);
    return {
      ...{ columns, rows, room, bags: sum(own), ...sortOf(rows, room, profile.adapterClass) },
      lookups: sum((table) => (used(table).lookups * own(table)) / tables[table].bags),
      distinct: sum((table) => used(table).distinct),
    };
  }

  tableWork(own: TablePlan): TableWork {
    const known = this.#known.get(own);
    if (known) return known;
    const shards = this.#shards(own);
    const firsts = new Map<number, ShardUse[]>();
    for (const shard of shards) {
      const block = firsts.get(shard.firstColumn);
      if (block) block.push(shard);
      else firsts.set(shard.firstColumn, [shard]);
    }
    const sums = [...firsts.values()].flatMap((parts) =>
      parts.length > 1 ? this.#sums(parts, this.problem.tables[own.table].bags) : [],
    );
    const counted = { shards, sums, blocks: firsts.size };
    this.#known.set(own, counted);
    return counted;
  }

  /** Those that have rows and a device. */
  #shards({ table, shards }: TablePlan): ShardUse[] {
    const { devices, profile } = this.problem;
    const uses = profile.uses[table];
    let last: { rows: number; used: RangeUse } | undefined;
    return shards.flatMap((shard, index) => {
      const { device, firstRow, rows } = shard;
      if (!(rows > 0 && device >= 0 && device < devices)) return [];
      if (!last || !uses.even || last.rows !== rows) last = { rows, used: uses.within(firstRow, rows) };
      return [{ ...shard, ...last.used, index }];
    });
  }

  /** As `reducerOf` has it: an owner of samples adds its own where it holds a part, else the part in its place does. */
  #sums(given: readonly ShardUse[], bags: number): { device: number; numbers: number }[] {
    const { devices, devicesPerHost } = this.problem;
    const parts = [...given].sort((a, b) => a.firstRow - b.firstRow);
    const holders = new Set(parts.map(({ device }) => device));
    const peers = new Map<number, number>();
    for (const { device } of parts)
      if (!peers.has(device % devicesPerHost)) peers.set(device % devicesPerHost, device);
    const samples = new Map<number, number>();
    for (let owner = 0; owner < devices; owner++) {
      const place = owner % devicesPerHost;
      const device = holders.has(owner) ? owner : (peers.get(place) ?? parts[place % parts.length].device);
      samples.set(device, (samples.get(device) ?? 0) + bagsOf(bags, owner, devices));
    }
    return [...samples].map(([device, count]) => ({
      device,
      numbers: parts.length * count * parts[0].columns,
    }));
  }
}
