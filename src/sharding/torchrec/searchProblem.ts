// The planner's search space as a problem of the search, and plans from one to the other.

import type { ShardingType } from '../problem';
import type { Block, Choice, Part, SearchOption, SearchProblem } from '../search/problem';
import { partitionBy } from './geometry';
import {
  enumerateOptions,
  optionOf,
  type PlacedOption,
  type PlannerProblem,
  type ShardingOption,
} from './options';
import type { Topology } from './topology';

export interface PlannerSearch {
  problem: SearchProblem;
  /** Of each table, what each of its options is. */
  options: readonly (readonly ShardingOption[])[];
  start: readonly Choice[];
  /** A choice for every table as a plan. */
  placed(choices: readonly Choice[]): PlacedOption[];
}

export interface SearchSpace {
  /** Further widths into which columns may be cut, at least; none for the planner's own space. */
  minPartitions?: readonly number[];
  /** Milliseconds of each shard of an option, in place of the estimator's. */
  costs?(option: ShardingOption): readonly number[];
}

/** The space of a planner's problem around a plan of it, whose own options belong to the space too. */
export function searchOf(
  planner: PlannerProblem,
  reserved: Topology,
  plan: readonly PlacedOption[],
  { minPartitions = [], costs }: SearchSpace = {},
): PlannerSearch {
  const { ranks, ranksPerHost } = planner.topology;
  const enumerated = enumerateOptions(planner);
  const all = [
    ...enumerated,
    ...narrower(planner, enumerated, minPartitions),
    ...plan.map(({ option }) => option),
  ];
  const costsOf = costs ?? estimatedCosts;
  const expanded = planner.tables.map((_, table) => {
    const own = all.filter((option) => option.table === table);
    const start = plan.find(({ option }) => option.table === table)!.option;
    return distinct(
      own.flatMap((option) => searchOptions(option, ranks, ranksPerHost, costsOf(option))),
      start,
    );
  });
  const problem: SearchProblem = {
    devices: ranks,
    capacity: (['hbm', 'ddr'] as const).map((kind) => reserved.memory.map((memory) => memory[kind])),
    tables: expanded,
  };
  const options = expanded.map((own) => own.map(({ option }) => option));
  const order = plan.map(({ option }) => option.table);
  const start: Choice[] = new Array(planner.tables.length);
  for (const placed of plan) start[placed.option.table] = choiceOf(placed, expanded[placed.option.table]);
  return {
    ...{ problem, options, start },
    placed: (choices) =>
      order.map((table) => {
        const { option, blocks } = expanded[table][choices[table].option];
        const placedRanks = blocks.flatMap((block, i) => block.positions[choices[table].positions[i]]);
        return { option, ranks: placedRanks };
      }),
  };
}

/** An option of the search with what it is to the planner. */
export interface Expanded extends SearchOption {
  option: ShardingOption;
}

/** Column-wise cuts narrower than the planner's, where it may cut the table by columns. */
export const narrower = (
  planner: PlannerProblem,
  enumerated: readonly ShardingOption[],
  minPartitions: readonly number[],
): ShardingOption[] =>
  enumerated
    .filter(({ shardingType }) => shardingType === 'column_wise' || shardingType === 'grid_shard')
    .flatMap(({ table, shardingType, computeKernel }) =>
      minPartitions.map((least) => optionOf(planner, table, shardingType, computeKernel, -1, least)),
    );

type Positions = Block['positions'];

interface Places {
  everywhere: Positions;
  anywhere: Positions;
  /** All devices of a host, in order; and of each host, any of its devices. */
  hosts: Positions;
  withinHost: readonly Positions[];
}

let lastPlaces: { ranks: number; ranksPerHost: number; places: Places } | undefined;

/** The same lists for every option: there are many of them. */
function placesFor(ranks: number, ranksPerHost: number): Places {
  if (lastPlaces?.ranks === ranks && lastPlaces.ranksPerHost === ranksPerHost) return lastPlaces.places;
  const devices = Array.from({ length: ranks }, (_, rank) => rank);
  const hosts = Array.from({ length: Math.floor(ranks / ranksPerHost) }, (_, host) =>
    devices.slice(host * ranksPerHost, (host + 1) * ranksPerHost),
  );
  const any = (of: readonly number[]) => of.map((device) => [device]);
  const places = { everywhere: [devices], anywhere: any(devices), hosts, withinHost: hosts.map(any) };
  lastPlaces = { ranks, ranksPerHost, places };
  return places;
}

const estimatedCosts = ({ shards }: ShardingOption): number[] => shards.map(({ total }) => total);

/** Ways to place an option, whose shards cost so much; where all must lie on one host, one for each host. */
export function searchOptions(
  option: ShardingOption,
  ranks: number,
  ranksPerHost: number,
  costs: readonly number[] = estimatedCosts(option),
): Expanded[] {
  const parts = option.shards.map(({ storage }, index) => ({
    cost: costs[index],
    memory: [storage.hbm, storage.ddr],
  }));
  const { everywhere, anywhere, hosts, withinHost } = placesFor(ranks, ranksPerHost);
  const single = (positions: Positions): Block[] => parts.map((part) => ({ parts: [part], positions }));
  const grouped = (positions: Positions): Block[] => {
    const [{ length: size }] = positions;
    const count = Math.floor(parts.length / size);
    return Array.from({ length: count }, (_, i) => ({
      parts: parts.slice(i * size, (i + 1) * size),
      positions,
    }));
  };
  const by = partitionBy[option.shardingType];
  if (by === 'uniform') return [{ option, blocks: grouped(everywhere) }];
  if (by === 'device') return [{ option, blocks: single(anywhere) }];
  if (option.shardingType === 'table_column_wise')
    return withinHost.map((positions) => ({ option, blocks: single(positions) }));
  return [{ option, blocks: grouped(hosts) }];
}

/** Of options that cost the same part by part the first of this order is kept, if it may lie wherever the other may. */
const preference: readonly ShardingType[] = [
  ...(['table_wise', 'data_parallel', 'row_wise', 'column_wise'] as const),
  ...(['table_row_wise', 'table_column_wise', 'grid_shard'] as const),
];

/** Without options that another makes needless; what the start has is kept. */
export function distinct(options: readonly Expanded[], start?: ShardingOption): Expanded[] {
  const rank = ({ option }: Expanded) => (option === start ? -1 : preference.indexOf(option.shardingType));
  const kept: Expanded[] = [];
  for (const option of [...options].sort((a, b) => rank(a) - rank(b)))
    if (!kept.some((other) => covers(other, option))) kept.push(option);
  return kept;
}

/** Whether one option can stand for another: as many blocks, each of the same parts and with its places. */
function covers({ blocks: wide }: Expanded, { blocks: narrow }: Expanded): boolean {
  return (
    wide.length === narrow.length &&
    narrow.every(({ parts }, index) => sameParts(parts, wide[index].parts)) &&
    narrow.every(({ positions }, index) => isWithin(positions, wide[index].positions))
  );
}

const known = new WeakMap<Positions, Set<string>>();

function isWithin(some: Positions, all: Positions): boolean {
  const places = known.get(all) ?? new Set(all.map(String));
  known.set(all, places);
  return some === all || some.every((position) => places.has(String(position)));
}

const sameParts = (a: readonly Part[], b: readonly Part[]): boolean =>
  a.length === b.length &&
  a.every(
    ({ cost, memory }, index) =>
      cost === b[index].cost && memory.every((bytes, tier) => bytes === b[index].memory[tier]),
  );

function choiceOf({ option, ranks }: PlacedOption, own: readonly Expanded[]): Choice {
  for (const [index, candidate] of own.entries()) {
    if (candidate.option.shardingType !== option.shardingType) continue;
    if (candidate.option.computeKernel !== option.computeKernel) continue;
    if (candidate.option.cacheLoadFactor !== option.cacheLoadFactor) continue;
    if (!sameShards(candidate.option, option)) continue;
    let first = 0;
    const positions = candidate.blocks.map(({ parts, positions: all }) => {
      const wanted = ranks.slice(first, first + parts.length).join();
      first += parts.length;
      return all.findIndex((position) => position.join() === wanted);
    });
    if (positions.every((position) => position >= 0)) return { option: index, positions };
  }
  throw new Error(`${option.name}: its plan is outside of the search space`);
}

export const sameShards = (a: ShardingOption, b: ShardingOption): boolean =>
  a.shards.length === b.shards.length &&
  a.shards.every(
    (shard, i) =>
      shard.size.join() === b.shards[i].size.join() && shard.offset.join() === b.shards[i].offset.join(),
  );
