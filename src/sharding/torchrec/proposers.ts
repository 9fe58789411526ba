// TorchRec's proposers (BSD-3): each names, one after another, an option for every table, for the partitioner to place.
// None of them looks at how a proposal was rated.

import { MOST_GRID_PROPOSALS } from './constants';
import { byTable, type ShardingOption } from './options';
import type { Topology } from './topology';

export type Proposal = readonly ShardingOption[];
export type Proposer = (options: readonly ShardingOption[], topology: Topology) => Generator<Proposal>;

const depth = ({ shards }: ShardingOption): number => Math.max(...shards.map(({ total }) => total));
const score = (useDepth: boolean) => (useDepth ? depth : (option: ShardingOption) => option.totalPerf);

/** The sort is stable, as Python's. */
const sortedBy = (options: readonly ShardingOption[], key: (option: ShardingOption) => number) => {
  const keys = new Map(options.map((option) => [option, key(option)]));
  return [...options].sort((a, b) => keys.get(a)! - keys.get(b)!);
};

/** Largest shard, all shards: HBM, then DDR. */
function storageRank({ shards, totalStorage }: ShardingOption): number[] {
  const hbm = Math.max(...shards.map(({ storage }) => storage.hbm));
  const ddr = Math.max(...shards.map(({ storage }) => storage.ddr));
  return [hbm, totalStorage.hbm, ddr, totalStorage.ddr];
}

function exceeds(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && a[at] > b[at];
}

/** All tables at their fastest option; each time the table that holds most goes on to its next. */
const greedy = (useDepth: boolean): Proposer =>
  function* (options) {
    const tables = byTable(options).map((own) => sortedBy(own, score(useDepth)));
    const storage = tables.map((own) => own.map(storageRank));
    const chosen = tables.map(() => 0);
    for (;;) {
      yield tables.map((own, index) => own[chosen[index]]);
      let largest = -1;
      let most = [0, 0, 0, 0];
      for (const [index, own] of tables.entries()) {
        const held = storage[index][chosen[index]];
        if (chosen[index] + 1 < own.length && exceeds(held, most)) {
          largest = index;
          most = held;
        }
      }
      if (largest < 0) return;
      chosen[largest]++;
    }
  };

/** All tables of one sharding type, for each type that every table allows. */
const uniform: Proposer = function* (options) {
  const tables = byTable(options);
  for (const type of new Set(options.map(({ shardingType }) => shardingType))) {
    const own = tables.map(
      (all) =>
        sortedBy(
          all.filter(({ shardingType }) => shardingType === type),
          depth,
        )[0],
    );
    if (own.every((option) => option !== undefined)) yield own;
  }
};

/** Every combination, unless there are too many. */
const grid: Proposer = function* (options) {
  const tables = byTable(options).map((own) => sortedBy(own, depth));
  if (tables.reduce((product, own) => product * own.length, 1) > MOST_GRID_PROPOSALS) return;
  const chosen = tables.map(() => 0);
  for (;;) {
    yield tables.map((own, index) => own[chosen[index]]);
    let at = tables.length - 1;
    while (at >= 0 && ++chosen[at] === tables[at].length) chosen[at--] = 0;
    if (at < 0) return;
  }
};

const BINS_PER_RANK = 100;

/** Least total time for each bin of total HBM, by dynamic programming over the tables; blind to balance. */
const dynamicProgramming: Proposer = function* (options, topology) {
  const tables = byTable([...options].sort((a, b) => a.totalStorage.hbm - b.totalStorage.hbm));
  yield tables.map(([first]) => first);
  const bins = BINS_PER_RANK * topology.ranks;
  const binBytes = topology.memory.reduce((sum, { hbm }) => sum + hbm, 0) / bins;
  // Without HBM, on CPUs, there are no bins.
  if (!(binBytes > 0)) return;
  let before = [{ perf: 0, hbm: 0, bin: 0 }];
  const back: ({ option: number; from: number } | undefined)[][] = [];
  for (const own of tables) {
    const perf = new Float64Array(bins).fill(Number.POSITIVE_INFINITY);
    const hbm = new Float64Array(bins);
    const steps: ({ option: number; from: number } | undefined)[] = new Array(bins);
    for (const [option, { totalStorage, totalPerf }] of own.entries())
      for (const state of before) {
        const held = state.hbm + totalStorage.hbm / binBytes;
        const bin = Math.trunc(held);
        const time = state.perf + totalPerf;
        if (held < bins && perf[bin] > time) {
          perf[bin] = time;
          hbm[bin] = held;
          steps[bin] = { option, from: state.bin };
        }
      }
    back.push(steps);
    before = [];
    for (let bin = 0; bin < bins; bin++) if (steps[bin]) before.push({ perf: perf[bin], hbm: hbm[bin], bin });
  }
  for (const { bin } of before.reverse()) {
    const chosen: ShardingOption[] = new Array(tables.length);
    for (let table = tables.length - 1, at = bin; table >= 0; table--) {
      const { option, from } = back[table][at]!;
      chosen[table] = tables[table][option];
      at = from;
    }
    yield chosen;
  }
};

export const proposers = {
  'grid-search': grid,
  greedy: greedy(true),
  'greedy-sum': greedy(false),
  uniform,
  'dynamic-programming': dynamicProgramming,
} as const satisfies Record<string, Proposer>;

export type ProposerName = keyof typeof proposers;

/** Those that TorchRec asks when nobody chooses, in order. */
export const defaultProposers: readonly ProposerName[] = ['grid-search', 'greedy', 'greedy-sum', 'uniform'];
