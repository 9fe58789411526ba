// Whether a plan can be carried out: every table once, shards that tile it, ranks that exist, types and kernels that the
// device has, the shape that the type asks for, and memory.

import { DataError } from '../../base/errors';
import { formatBytes } from '../../base/format';
import type { Plan, Shard, TablePlan } from '../problem';
import { placedOf } from './contract';
import { memoryByRank, type PlacedOption, type PlannerProblem } from './options';
import { allowedKernels, allowedTypes, type PlannerTable } from './table';
import type { Topology } from './topology';

export interface PlanProblem {
  /** A table's name, or "rank 3". */
  where: string;
  what: string;
}

/** All that is wrong with a plan; `reserved` is the topology with the memory that is left for tables. */
export function validatePlan(plan: Plan, problem: PlannerProblem, reserved: Topology): PlanProblem[] {
  const found = shapeProblems(plan, problem);
  return found.length ? found : memoryProblems(placedOf(problem, plan), reserved);
}

/** The same without looking at memory. */
export function shapeProblems(plan: Plan, { tables, topology }: PlannerProblem): PlanProblem[] {
  const times = new Map<number, number>();
  for (const { table } of plan.tables) times.set(table, (times.get(table) ?? 0) + 1);
  const covered = tables.flatMap(({ name }, index): PlanProblem[] => {
    const found = times.get(index) ?? 0;
    if (found === 1) return [];
    return [{ where: name, what: found ? `is in the plan ${found} times` : 'is missing from the plan' }];
  });
  const shaped = plan.tables.flatMap((own) => {
    const table = tables[own.table];
    const what = tableProblem(own, table, topology);
    return what ? [{ where: table.name, what }] : [];
  });
  return [...covered, ...shaped];
}

/** Throws `DataError` with the first problem and the number of others. */
export const requireValidPlan = (
  plan: Plan,
  problem: PlannerProblem,
  reserved: Topology,
  file: string,
): void => requireNone(validatePlan(plan, problem, reserved), file);

/** The same of problems that were found. */
export function requireNone([first, ...others]: readonly PlanProblem[], file: string): void {
  if (first)
    throw new DataError(
      file,
      first.where,
      first.what + (others.length ? ` (and ${others.length} more)` : ''),
    );
}

/** What is wrong with the plan of one table, whatever its size; undefined where nothing is. */
export function tableProblem(
  own: TablePlan,
  { rows, dimension: columns }: Pick<PlannerTable, 'rows' | 'dimension'>,
  topology: Topology,
): string | undefined {
  const { shardingType: type, computeKernel: kernel, cacheLoadFactor, shards } = own;
  const types = allowedTypes(topology);
  if (!types.includes(type))
    return `${type} is not offered on ${topology.device}. Offered: ${types.join(', ')}`;
  const kernels = allowedKernels(topology, type);
  if (!kernels.includes(kernel))
    return `kernel ${kernel} does not serve ${type} on ${topology.device}. Served by: ${kernels.join(', ')}`;
  if (cacheLoadFactor !== undefined && kernel !== 'fused_uvm_caching')
    return `kernel ${kernel} has no cache, and the plan gives one a load factor`;
  if (cacheLoadFactor !== undefined && !(cacheLoadFactor > 0 && cacheLoadFactor <= 1))
    return `its cache has a load factor of ${cacheLoadFactor}. Give a share above 0 and up to 1`;
  const outside = shards.find(
    ({ device }) => !(Number.isInteger(device) && device >= 0 && device < topology.ranks),
  );
  if (outside) return `rank ${outside.device} does not exist; there are ${topology.ranks}`;
  if (type === 'data_parallel') return copiesProblem(shards, rows, columns, topology.ranks);
  return tilingProblem(shards, rows, columns) ?? layoutProblem(own, rows, columns, topology);
}

/** What is wrong with the copies of a data-parallel table; undefined where nothing is. */
export function copiesProblem(
  shards: readonly Shard[],
  rows: number,
  columns: number,
  ranks: number,
): string | undefined {
  if (new Set(shards.map(({ device }) => device)).size !== ranks || shards.length !== ranks)
    return `data_parallel needs one copy on each of ${ranks} ranks`;
  if (shards.some((shard) => shard.rows !== rows || shard.columns !== columns))
    return 'a data_parallel copy is not the whole table';
  return undefined;
}

/** Shards inside the table, none over another, and as many elements as it has; undefined where nothing is wrong. */
export function tilingProblem(shards: readonly Shard[], rows: number, columns: number): string | undefined {
  const filled = shards.filter((shard) => shard.rows > 0 && shard.columns > 0);
  for (const { firstRow, firstColumn, ...shard } of filled)
    if (
      firstRow < 0 ||
      firstColumn < 0 ||
      firstRow + shard.rows > rows ||
      firstColumn + shard.columns > columns
    )
      return `a shard of rows ${firstRow} to ${firstRow + shard.rows} and columns ${firstColumn} to ${firstColumn + shard.columns} leaves the table of ${rows}×${columns}`;
  for (const [index, a] of filled.entries())
    for (const b of filled.slice(0, index))
      if (
        a.firstRow < b.firstRow + b.rows &&
        b.firstRow < a.firstRow + a.rows &&
        a.firstColumn < b.firstColumn + b.columns &&
        b.firstColumn < a.firstColumn + a.columns
      )
        return `two shards hold row ${Math.max(a.firstRow, b.firstRow)}, column ${Math.max(a.firstColumn, b.firstColumn)}`;
  const held = filled.reduce((sum, shard) => sum + shard.rows * shard.columns, 0);
  if (held !== rows * columns) return `shards hold ${held} of ${rows * columns} elements`;
  return undefined;
}

/** What each type asks of the number of shards, their cut and their ranks. */
function layoutProblem(
  { shardingType: type, shards }: TablePlan,
  rows: number,
  columns: number,
  { ranks, ranksPerHost }: Topology,
): string | undefined {
  const hostOf = ({ device }: Shard) => Math.floor(device / ranksPerHost);
  const onOneHost = (some: readonly Shard[]) => new Set(some.map(hostOf)).size === 1;
  const consecutive = (some: readonly Shard[], first: number) =>
    some.every(({ device }, index) => device === first + index);
  const rowsOfHost = (some: readonly Shard[]) =>
    some.length === ranksPerHost && consecutive(some, hostOf(some[0]) * ranksPerHost);
  const wide = shards.every((shard) => shard.columns === columns);
  const high = shards.every((shard) => shard.rows === rows);
  switch (type) {
    case 'table_wise':
      return shards.length === 1 ? undefined : `table_wise has one shard, not ${shards.length}`;
    case 'row_wise':
      return wide && shards.length === ranks && consecutive(shards, 0)
        ? undefined
        : `row_wise has whole rows on every one of ranks 0 to ${ranks - 1}, in order`;
    case 'table_row_wise':
      return wide && rowsOfHost(shards)
        ? undefined
        : `table_row_wise has whole rows on all ${ranksPerHost} ranks of one host, in order`;
    case 'column_wise':
      return high ? undefined : 'column_wise has whole columns';
    case 'table_column_wise':
      return high && onOneHost(shards) ? undefined : 'table_column_wise has whole columns on one host';
    default: {
      const blocks = Array.from({ length: Math.ceil(shards.length / ranksPerHost) }, (_, index) =>
        shards.slice(index * ranksPerHost, (index + 1) * ranksPerHost),
      );
      return blocks.every((block) => rowsOfHost(block) && new Set(block.map((s) => s.firstColumn)).size === 1)
        ? undefined
        : `grid_shard has blocks of columns, each by rows on all ${ranksPerHost} ranks of a host, in order`;
    }
  }
}

function memoryProblems(placed: readonly PlacedOption[], reserved: Topology): PlanProblem[] {
  return memoryByRank(placed, reserved.ranks).flatMap((used, rank) =>
    (['hbm', 'ddr'] as const).flatMap((kind): PlanProblem[] => {
      const free = reserved.memory[rank][kind];
      if (used[kind] <= free) return [];
      const largest = placed
        .map(({ option, ranks }) => ({
          name: option.name,
          bytes: option.shards.reduce(
            (sum, { storage }, i) => sum + (ranks[i] === rank ? storage[kind] : 0),
            0,
          ),
        }))
        .reduce((a, b) => (b.bytes > a.bytes ? b : a));
      const what = `needs ${formatBytes(used[kind])} of ${kind.toUpperCase()} and has ${formatBytes(free)} for tables; most of it ${largest.name} with ${formatBytes(largest.bytes)}`;
      return [{ where: `rank ${rank}`, what }];
    }),
  );
}
