// What a planner places as one: a table, or tables that belong together; and every way to cut and place it.

import type { Block, Choice, Part, SearchOption } from '../search/problem';
import type { PlacedOption, ShardingOption } from '../torchrec/options';
import { distinct, sameShards, searchOptions } from '../torchrec/searchProblem';
import type { Topology } from '../torchrec/topology';

export interface UnitOption extends SearchOption {
  /** Of each table of the unit. */
  options: readonly ShardingOption[];
  /** Of each part of each block: which table of the unit it is of, and which of its shards. */
  shards: readonly (readonly (readonly [member: number, shard: number])[])[];
}

const partsOf = ({ shards }: ShardingOption): Part[] =>
  shards.map(({ total, storage }) => ({ cost: total, memory: [storage.hbm, storage.ddr] }));

/** Everything where it is. */
export function heldPlace(placed: readonly PlacedOption[]): UnitOption {
  const shards = placed.flatMap(({ ranks }, member) => ranks.map((_, shard) => [member, shard] as const));
  const block: Block = {
    parts: placed.flatMap(({ option }) => partsOf(option)),
    positions: [placed.flatMap(({ ranks }) => ranks)],
  };
  return { options: placed.map(({ option }) => option), blocks: [block], shards: [shards] };
}

const known: (readonly [member: number, shard: number])[] = [];
const ofOnlyTable = (shard: number) => {
  known[shard] ??= [0, shard];
  return known[shard];
};

/** Of a table by itself; what it is cut into now is kept among them. */
export function tableOptions(
  offered: readonly ShardingOption[],
  placed: PlacedOption,
  { ranks, ranksPerHost }: Topology,
): UnitOption[] {
  const expanded = offered.flatMap((option) => searchOptions(option, ranks, ranksPerHost));
  return distinct(expanded, placed.option).map(({ option, blocks }) => {
    let shard = 0;
    const shards = blocks.map(({ parts }) => parts.map(() => ofOnlyTable(shard++)));
    return { options: [option], blocks, shards };
  });
}

/**
 * Of tables that belong together: all of one type and kernel and cut into as many blocks, each block of the one where
 * that of the others is; and the cut that they have now, if it can move.
 */
export function groupOptions(
  offered: readonly (readonly ShardingOption[])[],
  placed: readonly PlacedOption[],
  { ranks, ranksPerHost }: Topology,
): UnitOption[] {
  const [first, ...others] = offered.map((options) =>
    options.flatMap((option) => searchOptions(option, ranks, ranksPerHost)),
  );
  const alike = first.flatMap((one): UnitOption[] => {
    const matches = others.map((options) =>
      options.find(
        ({ option, blocks }) =>
          option.shardingType === one.option.shardingType &&
          option.computeKernel === one.option.computeKernel &&
          samePositions(blocks, one.blocks),
      ),
    );
    if (matches.includes(undefined)) return [];
    return [joinedOption([one, ...matches.map((match) => match!)])];
  });
  const present = presentCut(placed, ranks);
  return present ? [...alike, present] : alike;
}

const samePositions = (a: readonly Block[], b: readonly Block[]): boolean =>
  a.length === b.length &&
  a.every(
    (block, index) => block.positions.map(String).join(' ') === b[index].positions.map(String).join(' '),
  );

function joinedOption(members: readonly { option: ShardingOption; blocks: readonly Block[] }[]): UnitOption {
  const next = members.map(() => 0);
  const blocks: Block[] = [];
  const shards: [number, number][][] = [];
  for (const index of members[0].blocks.keys()) {
    const own = members.map(({ blocks: all }) => all[index]);
    blocks.push({
      parts: own.flatMap(({ parts }) => parts),
      positions: own[0].positions.map((_, at) => own.flatMap(({ positions }) => positions[at])),
    });
    shards.push(
      own.flatMap(({ parts }, member) => parts.map((): [number, number] => [member, next[member]++])),
    );
  }
  return { options: members.map(({ option }) => option), blocks, shards };
}

/** All shards on one device are a block, and go to any other. Undefined where a type does not let them. */
function presentCut(placed: readonly PlacedOption[], ranks: number): UnitOption | undefined {
  const types = new Set(placed.map(({ option }) => option.shardingType));
  const devices = placed.map(({ ranks: own }) => [...new Set(own)].sort((a, b) => a - b));
  if (devices.some((own) => own.join() !== devices[0].join())) return undefined;
  if ([...types].some((type) => type !== 'table_wise' && type !== 'column_wise')) return heldPlace(placed);
  const shards = devices[0].map((device) =>
    placed.flatMap(({ ranks: own }, member) =>
      own.flatMap((each, shard): [number, number][] => (each === device ? [[member, shard]] : [])),
    ),
  );
  const parts = placed.map(({ option }) => partsOf(option));
  return {
    options: placed.map(({ option }) => option),
    blocks: shards.map((own) => ({
      parts: own.map(([member, shard]) => parts[member][shard]),
      positions: Array.from({ length: ranks }, (_, device) => own.map(() => device)),
    })),
    shards,
  };
}

/** Without positions on these devices, and without options that then have a block without one. */
export const withoutDevices = (options: readonly UnitOption[], banned: ReadonlySet<number>): UnitOption[] =>
  banned.size === 0
    ? [...options]
    : options.flatMap((option) => {
        const blocks = option.blocks.map((block) => ({
          ...block,
          positions: block.positions.filter((position) => !position.some((device) => banned.has(device))),
        }));
        return blocks.every(({ positions }) => positions.length) ? [{ ...option, blocks }] : [];
      });

/** The choice that is a plan; undefined where the options have no such cut in such places. */
export function choiceOf(
  options: readonly UnitOption[],
  placed: readonly PlacedOption[],
): Choice | undefined {
  for (const [index, own] of options.entries()) {
    if (!own.options.every((option, member) => sameCut(option, placed[member].option))) continue;
    const positions = own.blocks.map((block, at) => {
      const wanted = own.shards[at].map(([member, shard]) => placed[member].ranks[shard]);
      return block.positions.findIndex((position) =>
        position.every((device, part) => device === wanted[part]),
      );
    });
    if (!positions.includes(-1)) return { option: index, positions };
  }
  return undefined;
}

export const sameCut = (a: ShardingOption, b: ShardingOption): boolean =>
  a.shardingType === b.shardingType &&
  a.computeKernel === b.computeKernel &&
  a.cacheLoadFactor === b.cacheLoadFactor &&
  sameShards(a, b);

/** The tables of a unit as a choice places them. */
export function placedIn(option: UnitOption, { positions }: Choice): PlacedOption[] {
  const ranks = option.options.map(({ shards }) => new Array<number>(shards.length));
  for (const [at, shards] of option.shards.entries())
    for (const [part, [member, shard]] of shards.entries())
      ranks[member][shard] = option.blocks[at].positions[positions[at]][part];
  return option.options.map((own, member) => ({ option: own, ranks: ranks[member] }));
}
