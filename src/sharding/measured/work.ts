// What the virtual devices of a plan have to do in a step, counted: what the terms of terms.ts are amounts of.

import { digitsOf, keyBitsOf } from '../../kernels/embedding/sortDigits';
import type { AdapterClass } from '../../kernels/kernel';
import { type ReducedBlock, reducedBlocks } from '../execution/embeddingGraphs';
import type { ExecutionLayout, ShardGroup } from '../execution/layout';
import type { RangeUses } from './tableUse';

/** A group of shards of one width on one device, and what a batch asks of it. */
export interface GroupWork {
  columns: number;
  /** Of all shards. */
  rows: number;
  /** Bags that it pools: shards times samples. */
  bags: number;
  /** Room for lookups that its kernels are launched for. */
  room: number;
  lookups: number;
  /** Rows that are looked up at all. */
  distinct: number;
  /** In which its lookups are sorted by row. */
  sortPasses: number;
  /** Of the sort of its lookups, and of what follows it up to the update. */
  updateDispatches: number;
}

export interface DeviceWork {
  groups: readonly GroupWork[];
  /** Blocks whose partial vectors it adds, and the numbers that it reads for all of them. */
  sums: { blocks: number; numbers: number };
  /** Blocks of columns that arrive for its samples. */
  blocks: number;
  /** Numbers of vectors that are put together from several blocks. */
  joined: number;
  /**
   * Data-parallel tables of one width together, with the lookups of the device's own samples; rows are all summed and
   * sent.
   */
  replicas: readonly GroupWork[];
}

/** What is known of a batch before it is there: another batch, and how much room there is. */
export interface BatchProfile {
  /** Of each table, here and below. */
  uses: readonly RangeUses[];
  /** The most lookups in a batch. */
  room: readonly number[];
  /** Of the machine that runs it: kernels sort in their own ways. */
  adapterClass: AdapterClass;
}

export const workOfDevices = (layout: ExecutionLayout, profile: BatchProfile): DeviceWork[] =>
  layout.groups.map((groups, device) => {
    const samples = layout.slices[device].count;
    const blocksOf = new Map<number, number>();
    for (const { table } of layout.blocks) blocksOf.set(table, (blocksOf.get(table) ?? 0) + 1);
    const cut = [...blocksOf.values()].filter((blocks) => blocks > 1).length;
    return {
      groups: groups.map((group) => workOfGroup(group, profile, layout.batch)),
      sums: sumsOf(reducedBlocks(layout, device)),
      ...{ blocks: layout.blocks.length, joined: cut * samples * layout.dimension },
      replicas: layout.replicated.length ? [workOfReplicas(layout, samples, profile)] : [],
    };
  });

const sumsOf = (reduced: readonly ReducedBlock[]): DeviceWork['sums'] => ({
  blocks: reduced.length,
  numbers: reduced.reduce((sum, { parts, samples, columns }) => sum + parts * samples * columns, 0),
});

export const noSums: DeviceWork['sums'] = { blocks: 0, numbers: 0 };

export function workOfGroup(
  { columns, rows, shards }: Pick<ShardGroup, 'columns' | 'rows' | 'shards'>,
  { uses, room: rooms, adapterClass }: BatchProfile,
  batch: number,
): GroupWork {
  const used = shards.map((shard) => uses[shard.table].within(shard.firstRow, shard.rows));
  const room = shards.reduce((sum, { table }) => sum + rooms[table], 0);
  return {
    ...{ columns, rows, bags: shards.length * batch },
    ...{ room, ...sortOf(rows, room, adapterClass) },
    lookups: used.reduce((sum, { lookups }) => sum + lookups, 0),
    distinct: used.reduce((sum, { distinct }) => sum + distinct, 0),
  };
}

/** Of data-parallel tables on a device that owns so many samples. */
export function workOfReplicas(
  {
    replicated,
    tables,
    dimension,
    batch,
  }: Pick<ExecutionLayout, 'replicated' | 'tables' | 'dimension' | 'batch'>,
  samples: number,
  { uses, room: rooms, adapterClass }: BatchProfile,
): GroupWork {
  const sum = (of: (table: number) => number) => replicated.reduce((total, table) => total + of(table), 0);
  const used = (table: number) => uses[table].within(0, tables[table]);
  const [rows, room] = [sum((table) => tables[table]), sum((table) => rooms[table])];
  return {
    ...{ columns: dimension, rows, bags: replicated.length * samples },
    ...{ room, ...sortOf(rows, room, adapterClass) },
    lookups: (sum((table) => used(table).lookups) * samples) / batch,
    distinct: sum((table) => used(table).distinct),
  };
}

const DISPATCHES_OF_PASS = 3;
/** Of the runs of equal rows, the sums of hot rows, and the update; kernels/embedding/. */
const OTHER_DISPATCHES: Readonly<Record<AdapterClass, number>> = { hardware: 5, software: 4 };

export function sortOf(
  rows: number,
  room: number,
  adapterClass: AdapterClass,
): Pick<GroupWork, 'sortPasses' | 'updateDispatches'> {
  const { passes } = digitsOf(room, keyBitsOf(rows), adapterClass);
  return {
    sortPasses: passes,
    updateDispatches: DISPATCHES_OF_PASS * passes + OTHER_DISPATCHES[adapterClass],
  };
}
