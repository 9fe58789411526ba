// What a plan makes of a model: which rows and columns of which table lie where in the memory of each virtual device,
// which samples of a batch each device owns, and how the vectors of a table are put together from its shards.

import { ConfigError } from '../../base/errors';
import type { Plan, Shard, TablePlan } from '../problem';

export interface ExecutionProblem {
  /** Rows of each table. */
  tables: readonly number[];
  /** Elements of a row, the same of all tables where nothing else is said. */
  dimension: number;
  /** Of each table; kernels of shards care for no others, networks need one of all. */
  dimensions?: readonly number[];
  devices: number;
  devicesPerHost: number;
  /** Samples of a batch, over all devices. */
  batch: number;
  plan: Plan;
}

/** A shard where it lies: rows `base`… of the flat matrix that holds all shards of its width on its device. */
export interface PlacedShard extends Shard {
  table: number;
  group: number;
  /** Which of the group's shards: its bags are `slot`·batch + sample. */
  slot: number;
  base: number;
}

/** Shards of one width on one device: one flat matrix [rows, columns]. */
export interface ShardGroup {
  columns: number;
  rows: number;
  shards: readonly PlacedShard[];
}

/** Columns of a table that its shards share; their rows are cut into one part or more, in order. */
export interface ColumnBlock {
  table: number;
  firstColumn: number;
  columns: number;
  parts: readonly PlacedShard[];
}

/** The samples of a batch that a device owns. */
export interface Slice {
  first: number;
  count: number;
}

export interface ExecutionLayout extends Omit<ExecutionProblem, 'plan'> {
  /** By device. */
  groups: readonly (readonly ShardGroup[])[];
  /** By table and first column; tables that are replicated have none. */
  blocks: readonly ColumnBlock[];
  /** Data-parallel tables. */
  replicated: readonly number[];
  /** By device. */
  slices: readonly Slice[];
}

/** Throws `ConfigError` where a plan does not fit the tables or the devices. */
export function layoutOf(problem: ExecutionProblem): ExecutionLayout {
  const { tables, devices, batch, plan } = problem;
  if (batch < devices)
    throw new ConfigError(`A batch of ${batch} leaves some of ${devices} devices without a sample.`);
  const planned = tables.map((_, table) => {
    const found = plan.tables.filter((candidate) => candidate.table === table);
    if (found.length !== 1)
      throw new ConfigError(
        `The plan names table ${table} ${found.length} times; it needs every table once.`,
      );
    return found[0];
  });
  const groups: { columns: number; rows: number; shards: PlacedShard[] }[][] = Array.from(
    { length: devices },
    () => [],
  );
  const blocks = planned.flatMap((table) =>
    table.shardingType === 'data_parallel' ? [] : blocksOf(problem, table, groups),
  );
  return {
    ...problem,
    groups,
    blocks,
    replicated: planned.flatMap(({ table, shardingType }) =>
      shardingType === 'data_parallel' ? [table] : [],
    ),
    slices: Array.from({ length: devices }, (_, device) => {
      const first = Math.floor((device * batch) / devices);
      return { first, count: Math.floor(((device + 1) * batch) / devices) - first };
    }),
  };
}

function blocksOf(
  problem: ExecutionProblem,
  { table, shards }: TablePlan,
  groups: { columns: number; rows: number; shards: PlacedShard[] }[][],
): ColumnBlock[] {
  const name = `Table ${table} of the plan`;
  // Devices beyond the last block of rows hold nothing.
  const kept = shards.filter(({ rows }) => rows > 0);
  for (const { device } of kept)
    if (!(device >= 0 && device < problem.devices))
      throw new ConfigError(`${name} has a shard on device ${device}; there are ${problem.devices}.`);
  const placed = kept.map((shard) => place(shard, table, groups[shard.device]));
  const firstColumns = [...new Set(placed.map(({ firstColumn }) => firstColumn))].sort((a, b) => a - b);
  const blocks = firstColumns.map((firstColumn) => {
    const parts = placed.filter((shard) => shard.firstColumn === firstColumn);
    parts.sort((a, b) => a.firstRow - b.firstRow);
    const { columns } = parts[0];
    if (parts.some((part) => part.columns !== columns))
      throw new ConfigError(`${name} has shards of several widths at column ${firstColumn}.`);
    requireTiling(
      `${name}, column ${firstColumn}`,
      parts.map(({ firstRow, rows }) => [firstRow, rows]),
      problem.tables[table],
    );
    return { table, firstColumn, columns, parts };
  });
  requireTiling(
    name,
    blocks.map(({ firstColumn, columns }) => [firstColumn, columns]),
    problem.dimensions?.[table] ?? problem.dimension,
  );
  return blocks;
}

function place(
  shard: Shard,
  table: number,
  groups: { columns: number; rows: number; shards: PlacedShard[] }[],
): PlacedShard {
  let group = groups.findIndex(({ columns }) => columns === shard.columns);
  if (group < 0) group = groups.push({ columns: shard.columns, rows: 0, shards: [] }) - 1;
  const own = groups[group];
  const placed = { ...shard, table, group, slot: own.shards.length, base: own.rows };
  own.shards.push(placed);
  own.rows += shard.rows;
  return placed;
}

/** Ranges [first, size] in order must follow each other from 0 to `size`. */
function requireTiling(name: string, ranges: readonly (readonly [number, number])[], size: number): void {
  let end = 0;
  for (const [first, count] of ranges) {
    if (first !== end || count < 1)
      throw new ConfigError(`${name}: shards overlap or leave a gap at ${Math.min(first, end)}.`);
    end = first + count;
  }
  if (end !== size) throw new ConfigError(`${name}: shards cover ${end} of ${size}.`);
}

/**
 * Where the partial sums of a block are added for the samples of `owner`: on the owner where it holds a part, else
 * on the holder that has the owner's place in its own host, from which one vector goes on.
 */
export function reducerOf({ parts }: ColumnBlock, owner: number, devicesPerHost: number): number {
  if (parts.some(({ device }) => device === owner)) return owner;
  const place = owner % devicesPerHost;
  const peer = parts.find(({ device }) => device % devicesPerHost === place) ?? parts[place % parts.length];
  return peer.device;
}
