// Plans as files: the JSON of TorchRec's `ShardingPlan._serialize()`, written exactly as it writes it, and read back,
// for which TorchRec has nothing. It leaves out how large caches are: where a plan says so, its table has `cache_params`
// beside, named as in TorchRec's `ParameterSharding`.

import { DataError } from '../../base/errors';
import {
  type ComputeKernel,
  computeKernels,
  type Plan,
  type Shard,
  type ShardingType,
  shardingTypes,
  type TablePlan,
} from '../problem';
import type { PlannerTable } from './table';
import type { Topology } from './topology';

export interface PlanFile {
  plan: Plan;
  /** Of each table of the plan: where its module lies in the model; "" for the root. */
  modules: readonly string[];
}

interface ShardRecord {
  shard_offsets: [number, number];
  shard_sizes: [number, number];
  placement: string;
}

interface TableRecord {
  sharding_type: string;
  compute_kernel: string;
  ranks: number[];
  cache_params?: { load_factor: number };
  /** Absent of data-parallel tables. */
  shards?: ShardRecord[];
}

export interface PlanRecord {
  plan: Record<string, Record<string, TableRecord>>;
}

type Place = Pick<Topology, 'device' | 'ranksPerHost'>;

const placement = (rank: number, { device, ranksPerHost }: Place): string =>
  `rank:${rank}/${device === 'cuda' ? `cuda:${rank % ranksPerHost}` : 'cpu'}`;

export function serialisePlan(
  { plan, modules }: PlanFile,
  tables: readonly Pick<PlannerTable, 'name'>[],
  topology: Place,
): PlanRecord {
  const record: PlanRecord = { plan: {} };
  for (const [index, own] of plan.tables.entries()) {
    const { table, shardingType, computeKernel, cacheLoadFactor, shards } = own;
    record.plan[modules[index]] ??= {};
    record.plan[modules[index]][tables[table].name] = {
      sharding_type: shardingType,
      compute_kernel: computeKernel,
      ranks: shards.map(({ device }) => device),
      ...(cacheLoadFactor !== undefined && { cache_params: { load_factor: cacheLoadFactor } }),
      ...(shardingType !== 'data_parallel' && {
        shards: shards.map(({ device, firstRow, rows, firstColumn, columns }) => ({
          shard_offsets: [firstRow, firstColumn],
          shard_sizes: [rows, columns],
          placement: placement(device, topology),
        })),
      }),
    };
  }
  return record;
}

/** What reading needs to know of the problem: names and sizes of its tables, and the device that it plans for. */
export interface ReadingOf {
  tables: readonly Pick<PlannerTable, 'name' | 'rows' | 'dimension'>[];
  topology: Place;
  /** Named in errors. */
  file: string;
  /** Whose tables they are and what to do where the plan names others, for errors. */
  tablesOf?: string;
}

/**
 * Reads what `_serialize()` wrote, without judging the plan (see `validatePlan`). Throws `DataError` for what is no plan
 * or names tables that the problem lacks.
 */
export function readPlan(given: unknown, reading: ReadingOf): PlanFile {
  const { file, tablesOf = 'the problem' } = reading;
  const modules = objectOf(objectOf(given, file, 'the plan').plan, file, '"plan"');
  const indices = new Map(reading.tables.map(({ name }, index) => [name, index]));
  const tables: TablePlan[] = [];
  const paths: string[] = [];
  for (const [path, entries] of Object.entries(modules))
    for (const [name, entry] of Object.entries(objectOf(entries, file, `module "${path}"`))) {
      const table = indices.get(name);
      if (table === undefined)
        throw new DataError(file, name, `is not among the ${indices.size} tables of ${tablesOf}`);
      tables.push(readTable(entry, table, reading));
      paths.push(path);
    }
  return { plan: { tables }, modules: paths };
}

function objectOf(value: unknown, file: string, record: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DataError(file, record, 'is not an object. Expected the JSON of ShardingPlan._serialize()');
  return value as Record<string, unknown>;
}

function readTable(given: unknown, table: number, reading: ReadingOf): TablePlan {
  const { file } = reading;
  const { name, rows, dimension } = reading.tables[table];
  const entry = objectOf(given, file, name);
  const shardingType = oneOf<ShardingType>(entry.sharding_type, shardingTypes, 'sharding_type');
  const computeKernel = oneOf<ComputeKernel>(entry.compute_kernel, computeKernels, 'compute_kernel');
  const ranks = wholeNumbers(entry.ranks, 'ranks');
  const about = { table, shardingType, computeKernel, ...readCache() };
  if (shardingType === 'data_parallel') {
    if (entry.shards !== undefined && entry.shards !== null)
      throw new DataError(file, name, 'is data_parallel and lists shards; every rank has all of it');
    return {
      ...about,
      shards: ranks.map((device) => ({ device, firstRow: 0, rows, firstColumn: 0, columns: dimension })),
    };
  }
  if (!Array.isArray(entry.shards)) throw new DataError(file, name, `has no list of shards`);
  if (entry.shards.length !== ranks.length)
    throw new DataError(file, name, `has ${ranks.length} ranks and ${entry.shards.length} shards`);
  return { ...about, shards: entry.shards.map(readShard) };

  function oneOf<T extends string>(value: unknown, known: readonly T[], key: string): T {
    if (!known.includes(value as T))
      throw new DataError(file, name, `${key} is ${JSON.stringify(value)}. Known: ${known.join(', ')}`);
    return value as T;
  }

  function readCache(): Pick<TablePlan, 'cacheLoadFactor'> {
    if (entry.cache_params === undefined || entry.cache_params === null) return {};
    const share = objectOf(entry.cache_params, file, `${name}, cache_params`).load_factor;
    if (share === undefined || share === null) return {};
    if (!(typeof share === 'number' && share > 0 && share <= 1))
      throw new DataError(file, name, `load_factor is ${JSON.stringify(share)}. Expected a share up to 1`);
    return { cacheLoadFactor: share };
  }

  function wholeNumbers(value: unknown, key: string, length?: number): number[] {
    const fine =
      Array.isArray(value) &&
      value.every((each) => Number.isSafeInteger(each) && each >= 0) &&
      (length === undefined || value.length === length);
    if (!fine)
      throw new DataError(file, name, `${key} is no list of ${length ? `${length} ` : ''}whole numbers`);
    return value as number[];
  }

  function readShard(given: unknown, index: number): Shard {
    const shard = objectOf(given, file, `${name}, shard ${index}`);
    const [firstRow, firstColumn] = wholeNumbers(shard.shard_offsets, `shard_offsets of shard ${index}`, 2);
    const [height, width] = wholeNumbers(shard.shard_sizes, `shard_sizes of shard ${index}`, 2);
    const expected = placement(ranks[index], reading.topology);
    if (shard.placement !== expected)
      throw new DataError(
        file,
        name,
        `shard ${index} is placed at ${JSON.stringify(shard.placement)}; its rank ${ranks[index]} is ${expected}`,
      );
    return { device: ranks[index], firstRow, rows: height, firstColumn, columns: width };
  }
}
