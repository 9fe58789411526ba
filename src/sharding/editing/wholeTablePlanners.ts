// Planners that leave every table whole: at random, by the greedy rules of the papers, and by differencing. Pinned tables
// stay as they are, cut or not.

import { type GreedyRule, greedyCosts, greedyPlacement } from '../baselines/greedy';
import { differencingPlacement, karmarkarKarpPlacement } from '../baselines/karmarkarKarp';
import type { Placement, PlacementProblem } from '../baselines/placement';
import { randomPlacement } from '../baselines/random';
import { addedBy, type CostModel } from '../costModel';
import { storagesOf } from '../torchrec/contract';
import { totalPerf } from '../torchrec/perf';
import { lookupsOf, type PlannerTable } from '../torchrec/table';
import type { PlanDocument } from './document';
import type { EditorPlanner } from './planners';
import { nothingFits, repairedPlan } from './planRepair';
import { unitsOf } from './space';
import { onDevice, wholePlan } from './wholePlan';

type Place = (problem: PlacementProblem, seed: number) => Placement | undefined;

interface Rule {
  id: string;
  title: string;
  about: string;
  place: Place;
  /** What a whole table counts; milliseconds by the cost model where it is not said. */
  weight?: GreedyRule;
  /** Whether it takes no account of pinned tables' loads and of bans, which a repair makes good. */
  repairs?: boolean;
}

const KEPT = 'Pinned tables count where they lie, bans are kept, and tables that belong together go as one.';
const greedyAbout = (what: string) =>
  `Whole tables, ${what} first, each on the device with the least sum so far that has room. ${KEPT}`;

const rules: readonly Rule[] = [
  greedy('size', 'Greedy by size', 'most bytes'),
  greedy('dimension', 'Greedy by dimension', 'widest'),
  greedy('lookup', 'Greedy by lookups', 'most looked up (dimension × lookups)'),
  greedy('sizeLookup', 'Greedy by size and lookups', 'largest dimension × lookups × log rows'),
  {
    ...{ id: 'karmarkar-karp', title: 'Karmarkar–Karp' },
    about:
      'Whole tables by the largest differencing method over their milliseconds, which knows nothing of memory, pins or bans: what does not fit or may not be is then moved, swapped, and where that does not help cut.',
    place: (problem) => karmarkarKarpPlacement(problem) ?? differencingPlacement(problem),
    repairs: true,
  },
  {
    ...{ id: 'random', title: 'Random' },
    about: `Whole tables in random order, each on a random device among those that have room. ${KEPT}`,
    place: randomPlacement,
  },
];

function greedy(weight: GreedyRule, title: string, what: string): Rule {
  const id = `greedy-${weight.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return { ...{ id, title, weight }, about: greedyAbout(what), place: greedyPlacement };
}

export const wholeTablePlanners: readonly EditorPlanner[] = rules.map((rule) => ({
  ...{ id: rule.id, title: rule.title, about: rule.about },
  *run(document, cost, { seed }) {
    const { problem, whole, free } = wholeTables(document, cost, rule);
    const placement = rule.place(problem, seed);
    if (!placement) throw nothingFits(document, rule.title, 'a whole table finds no room');
    const tables = [...document.plan.tables];
    for (const [unit, members] of free.entries())
      for (const table of members) tables[table] = onDevice(whole[table], placement[unit]);
    const { plan, evaluation } = repairedPlan(document, cost, { tables }, rule.title);
    yield { done: 1, total: 1, best: evaluation.rating, plan };
    return plan;
  },
}));

/** The units that may move, as the baselines take them, beside what is pinned. */
function wholeTables(document: PlanDocument, cost: CostModel, { weight, repairs }: Rule) {
  const { problem, reserved, plan, rules: kept } = document;
  const { ranks, device } = problem.topology;
  const tier = device === 'cuda' ? 'hbm' : 'ddr';
  const whole = problem.tables.map((_, table) => wholePlan(problem, table));
  const weightOf = (table: number) =>
    weight
      ? greedyCosts[weight](embeddingTable(problem.tables[table]))
      : totalPerf(addedBy(cost, whole[table])[0]);
  const units = unitsOf(document);
  const pinned = (members: readonly number[]) => members.some((table) => kept.pinned.includes(table));
  const free = units.filter((members) => !pinned(members));
  const already = { costs: Array<number>(ranks).fill(0), bytes: Array<number>(ranks).fill(0) };
  for (const table of units.filter(pinned).flat()) {
    const own = plan.tables[table];
    const bytes = storagesOf(problem, own).map((memory) => memory[tier]);
    for (const [index, shard] of own.shards.entries()) {
      already.costs[shard.device] += weightOf(table) / own.shards.length;
      already.bytes[shard.device] += bytes[index];
    }
  }
  const sum = (members: readonly number[], of: (table: number) => number) =>
    members.reduce((all, table) => all + of(table), 0);
  const banned = new Set(kept.forbidden.map((ban) => `${ban.table} ${ban.device}`));
  const placed: PlacementProblem = {
    costs: free.map((members) => sum(members, weightOf)),
    bytes: free.map((members) => sum(members, (table) => storagesOf(problem, whole[table])[0][tier])),
    ...{ devices: ranks, capacityBytes: Math.min(...reserved.memory.map((memory) => memory[tier])) },
    ...(!repairs && {
      already,
      allowed: (unit: number, on: number) => !free[unit].some((table) => banned.has(`${table} ${on}`)),
    }),
  };
  return { problem: placed, whole, free };
}

/** As the greedy rules see it: lookups of all features together. */
const embeddingTable = (table: PlannerTable) => {
  const samples = Math.max(...table.features.map(({ batch }) => batch));
  const { inputs } = lookupsOf(table);
  return { ...table, poolingFactor: samples > 0 ? inputs / samples : 0, coverage: 1 };
};
