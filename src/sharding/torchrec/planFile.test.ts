// Plans in and out: what is written is read back, and what is damaged or cannot be carried out is named.

import { describe, expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import type { ComputeKernel, Plan, Shard, ShardingType, TablePlan } from '../problem';
import { placedOf, planOf } from './contract';
import { optionOf, type PlannerProblem, plainEstimator } from './options';
import { greedyPartition } from './partition';
import { readPlan, serialisePlan } from './planFile';
import { type PlannerTable, plannerTable } from './table';
import { topologyOf } from './topology';
import { requireValidPlan, validatePlan } from './validate';

const GiB = 2 ** 30;
const topology = topologyOf({ devices: 4, devicesPerHost: 2, hbmBytes: GiB });
const named = (name: string, rows: number, dimension: number): PlannerTable =>
  plannerTable({ name, rows, dimension, bytesPerElement: 4, poolingFactor: 2, coverage: 1 }, 64, {
    minPartition: 4,
  });
const types: ShardingType[] = [
  ...(['data_parallel', 'table_wise', 'column_wise', 'row_wise'] as const),
  ...(['table_row_wise', 'table_column_wise', 'grid_shard'] as const),
];
const problem: PlannerProblem = {
  tables: types.map((type, index) => named(type, 1001 + index, 16)),
  topology,
  settings: plainEstimator,
};

function planned(): Plan {
  const proposal = types.map((type, table) =>
    optionOf(problem, table, type, type === 'data_parallel' ? 'dense' : 'fused'),
  );
  const partition = greedyPartition(proposal, topology);
  if ('failure' in partition) throw new Error(partition.failure);
  return planOf(proposal.map((option, index) => ({ option, ranks: partition.ranks[index] })));
}

const reading = { tables: problem.tables, topology, file: 'plan.json' };
const record = () => {
  const plan = planned();
  return serialisePlan({ plan, modules: plan.tables.map(() => 'sparse.ebc') }, problem.tables, topology);
};

test('every type is written as TorchRec writes it, and read back', () => {
  const written = record();
  expect(written.plan['sparse.ebc'].table_wise).toEqual({
    sharding_type: 'table_wise',
    compute_kernel: 'fused',
    ranks: [expect.any(Number)],
    shards: [
      {
        shard_offsets: [0, 0],
        shard_sizes: [1002, 16],
        placement: expect.stringMatching(/^rank:(\d)\/cuda:[01]$/),
      },
    ],
  });
  expect(written.plan['sparse.ebc'].data_parallel).toEqual({
    ...{ sharding_type: 'data_parallel', compute_kernel: 'dense', ranks: [0, 1, 2, 3] },
  });
  const { plan, modules } = readPlan(JSON.parse(JSON.stringify(written)), reading);
  expect(plan).toEqual(planned());
  expect(serialisePlan({ plan, modules }, problem.tables, topology)).toEqual(written);
  expect(validatePlan(plan, problem, topology)).toEqual([]);
  expect(planOf(placedOf(problem, plan))).toEqual(plan);
});

test('a plan for CPUs places by rank alone', () => {
  const cpu = { ...topology, device: 'cpu' as const };
  const plan = { tables: planned().tables.slice(1, 2) };
  const { shards } = serialisePlan({ plan, modules: [''] }, problem.tables, cpu).plan[''].table_wise;
  expect(shards?.[0].placement).toMatch(/^rank:\d\/cpu$/);
});

type Damage = (table: Record<string, unknown>, all: Record<string, unknown>) => void;
const shardsOf = (table: Record<string, unknown>) => table.shards as Record<string, unknown>[];

describe('damaged files', () => {
  test.each<[string, string, Damage, RegExp]>([
    [
      'unknown type',
      'row_wise',
      (t) => (t.sharding_type = 'diagonal'),
      /row_wise: sharding_type is "diagonal"/,
    ],
    ['unknown kernel', 'row_wise', (t) => (t.compute_kernel = 'magic'), /compute_kernel is "magic"/],
    ['ranks missing', 'row_wise', (t) => delete t.ranks, /ranks is no list/],
    ['shards missing', 'row_wise', (t) => delete t.shards, /has no list of shards/],
    ['a shard too few', 'row_wise', (t) => shardsOf(t).pop(), /has 4 ranks and 3 shards/],
    ['half an offset', 'row_wise', (t) => (shardsOf(t)[0].shard_offsets = [0]), /shard_offsets of shard 0/],
    ['a negative size', 'row_wise', (t) => (shardsOf(t)[1].shard_sizes = [-1, 16]), /shard_sizes of shard 1/],
    [
      'another place',
      'row_wise',
      (t) => (shardsOf(t)[3].placement = 'rank:3/cuda:3'),
      /its rank 3 is rank:3\/cuda:1/,
    ],
    ['shards of copies', 'data_parallel', (t) => (t.shards = []), /lists shards; every rank has all of it/],
    ['unknown table', 'row_wise', (_, all) => (all.other = all.row_wise), /other: is not among the 7 tables/],
  ])('%s', (_name, table, damage, message) => {
    const written = JSON.parse(JSON.stringify(record())) as ReturnType<typeof record>;
    const all = written.plan['sparse.ebc'] as unknown as Record<string, unknown>;
    damage(all[table] as Record<string, unknown>, all);
    expect(() => readPlan(written, reading)).toThrow(DataError);
    expect(() => readPlan(written, reading)).toThrow(message);
  });

  test.each([null, 3, [], 'plan', {}, { plan: [] }, { plan: { m: 1 } }])('%j is no plan', (given) =>
    expect(() => readPlan(given, reading)).toThrow(/is not an object/),
  );
});

type Change = (shards: Shard[]) => Partial<TablePlan>;

/** One field of a shard. */
const set =
  (shard: number, field: keyof Shard, value: (before: number) => number): Change =>
  (shards) => {
    shards[shard][field] = value(shards[shard][field]);
    return {};
  };

/** The ranks of the first two shards. */
const ranks =
  (a: number, b: number): Change =>
  (shards) => {
    for (const [index, rank] of [a, b].entries()) shards[index].device = rank;
    return {};
  };

describe('plans that cannot be carried out', () => {
  const changed = (table: number, change: Change): Plan => {
    const plan = planned();
    const own = plan.tables[table];
    const shards = own.shards.map((shard) => ({ ...shard }));
    return { tables: plan.tables.with(table, { ...own, ...change(shards), shards }) };
  };
  const problems = (plan: Plan, of = problem, memory = topology) =>
    validatePlan(plan, of, memory).map(({ where, what }) => `${where} ${what}`);
  const at = (type: ShardingType) => types.indexOf(type);

  test('a table is missing, or there twice', () => {
    const { tables } = planned();
    expect(problems({ tables: tables.slice(1) })).toEqual(['data_parallel is missing from the plan']);
    expect(problems({ tables: [...tables, tables[1]] })).toEqual(['table_wise is in the plan 2 times']);
  });

  test.each<[string, ShardingType, Change, RegExp]>([
    ['rank', 'table_wise', set(0, 'device', () => 4), /rank 4 does not exist; there are 4/],
    ['gap', 'row_wise', set(0, 'rows', (rows) => rows - 1), /hold \d+ of \d+ elements/],
    ['overlap', 'row_wise', set(1, 'firstRow', (row) => row - 1), /two shards hold row 250/],
    ['outside', 'column_wise', set(0, 'columns', () => 17), /leaves the table/],
    ['kernel', 'table_wise', () => ({ computeKernel: 'dense' }), /kernel dense does not serve table_wise/],
    ['copies', 'data_parallel', set(3, 'device', () => 2), /one copy on each of 4 ranks/],
    ['order of ranks', 'row_wise', ranks(1, 0), /in order/],
    ['two hosts', 'table_row_wise', ranks(1, 2), /one host/],
    ['two hosts', 'table_column_wise', ranks(1, 2), /one host/],
    ['two hosts', 'grid_shard', ranks(1, 2), /of a host, in order/],
    ['two shards', 'row_wise', () => ({ shardingType: 'table_wise' }), /one shard, not 4/],
  ])('%s of %s', (_name, type, change, message) => {
    const found = problems(changed(at(type), change));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  test('a CPU has no rows across ranks', () => {
    const cpu = { ...problem, topology: { ...topology, device: 'cpu' as const } };
    expect(problems(planned(), cpu)).toContainEqual(expect.stringMatching(/row_wise is not offered on cpu/));
  });

  test('a rank holds too much, and the message says of what', () => {
    const tight = { ...topology, memory: topology.memory.map(() => ({ hbm: 1000, ddr: GiB })) };
    const [first] = problems(planned(), problem, tight);
    expect(first).toMatch(/^rank 0 needs .* of HBM and has 1000 B for tables; most of it \w+ with/);
    expect(() => requireValidPlan(planned(), problem, tight, 'plan.json')).toThrow(
      /plan\.json: rank 0: .*and 3 more/,
    );
  });
});

describe('a cache of a size of its own', () => {
  const cachedAs = (
    cacheLoadFactor: unknown,
    computeKernel: ComputeKernel = 'fused_uvm_caching',
  ): TablePlan => ({
    ...{ table: 1, shardingType: 'table_wise', computeKernel, cacheLoadFactor: cacheLoadFactor as number },
    shards: [{ device: 0, firstRow: 0, rows: 1002, firstColumn: 0, columns: 16 }],
  });
  const written = (own: TablePlan) =>
    serialisePlan({ plan: { tables: [own] }, modules: ['m'] }, problem.tables, topology);

  test('is written as TorchRec names it, and read back', () => {
    const own = cachedAs(0.1);
    expect(written(own).plan.m.table_wise.cache_params).toEqual({ load_factor: 0.1 });
    expect(readPlan(written(own), reading).plan.tables).toEqual([own]);
  });

  test('counts as if the table had it', () => {
    const own = cachedAs(0.37);
    const tables = problem.tables.map((table) => ({ ...table, cacheLoadFactor: 0.37 }));
    const { cacheLoadFactor, ...plain } = own;
    const [{ option }] = placedOf(problem, { tables: [own] });
    const [{ option: expected }] = placedOf({ ...problem, tables }, { tables: [plain] });
    expect(option).toEqual({ ...expected, cacheLoadFactor });
    // 1,002 rows of 64 bytes: 37 % in HBM, all in host memory; 4 bytes a row and 16 a cached one beside them.
    const bytes = 1002 * 64;
    const inFlight = 4 * 64 * 2 * 8 + 4 * 64 * 16 * 4;
    expect(option.totalStorage).toEqual({
      hbm: Math.round(0.37 * bytes) + Math.ceil(1002 * (4 + 0.37 * 16)) + inFlight,
      ddr: bytes,
    });
    expect(planOf([{ option, ranks: [0] }]).tables).toEqual([own]);
  });

  test.each([
    [cachedAs(0.5, 'fused'), 'kernel fused has no cache'],
    [cachedAs(0), 'load factor of 0'],
    [cachedAs(1.5), 'load factor of 1.5'],
  ])('is a problem where it cannot be: %#', (own, what) => {
    const [found] = validatePlan(
      { tables: [own] },
      { ...problem, tables: problem.tables.slice(0, 2) },
      topology,
    ).filter(({ where }) => where === 'table_wise');
    expect(found.what).toContain(what);
  });

  test.each(['much', 0, -1, 2])('a load factor of %s is refused', (factor) => {
    const record = written(cachedAs(0.5));
    record.plan.m.table_wise.cache_params = { load_factor: factor as number };
    expect(() => readPlan(record, reading)).toThrow(/plan\.json.*table_wise.*load_factor/s);
  });
});
