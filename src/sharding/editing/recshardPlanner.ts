// RecShard (Sethi et al. 2022) on a document: every table whole on one device, its hottest rows in HBM and the others in
// host memory. TorchRec can say that by a cache of so many rows; what it keeps beside them must find room too.

import type { CostModel } from '../costModel';
import type { Plan } from '../problem';
import { type SplitProgress, searchSplit } from '../recshard/solve';
import { filledUp, type SplitPlan, summaryOf } from '../recshard/splitPlan';
import type { SplitProblem } from '../recshard/splitProblem';
import { splitTablePlan } from '../recshard/tablePlan';
import { withUnits } from '../recshard/together';
import { storagesOf } from '../torchrec/contract';
import type { PlanDocument } from './document';
import { evaluate } from './evaluation';
import { heldTables } from './heldTables';
import type { EditorPlanner, PlannerProgress } from './planners';
import { nothingFits, repairedPlan } from './planRepair';
import {
  accessNote,
  heldSeconds,
  requireSplittable,
  smallerMemory,
  splitMemory,
  splitProblemOf,
} from './recshardProblem';
import { unitsOf } from './space';

const TITLE = 'RecShard';
/** Searches under less and less memory, until what TorchRec keeps beside rows fits too. */
const ROUNDS = 12;
const MILLISECONDS = 1000;

export const recshardPlanner: EditorPlanner = {
  ...{ id: 'recshard', title: TITLE },
  about:
    'Splits the rows of every table between HBM and host memory by how often they are looked up, and spreads tables so that the device that reads rows longest is as fast as can be. Bound and gap are in that, bytes over bandwidths, not in the chosen cost model. Rows that were never seen get the share of lookups that Good and Turing estimate. TorchRec’s estimate takes a cache to serve its share of the rows, however hot they are, so that it sees little of what this gains. Pinned tables count where they lie, in memory and in time; a table that may not lie where it is put, or belongs to another, is moved and HBM filled anew.',
  *run(document, cost) {
    const tables = heldTables(document);
    const { free, held } = tables;
    if (!free.length) return document.plan;
    requireSplittable(document, free, TITLE);
    const note = accessNote(document, free);
    let found: Found | undefined;
    let steps = 0;
    let memory = splitMemory(document, tables);
    const already = heldSeconds(document, held);
    for (let round = 0; round < ROUNDS; round++) {
      const problem = splitProblemOf(document, free, memory, already);
      const units = unitsWithin(document, free);
      const search = searchSplit(problem);
      let next = search.next();
      for (; !next.done; next = search.next()) {
        const { best, plan } = next.value;
        const shown = Number.isFinite(best) ? shownPlan(document, cost, free, plan()) : undefined;
        yield progressOf(steps + next.value.steps, next.value, note, shown);
      }
      const kept = next.value && withUnits(problem, next.value.plan, units);
      if (!next.value || !kept) break;
      // Rows that nobody looks up make no difference to RecShard; a table without a cache does to TorchRec.
      const split = filledUp(problem, kept);
      steps += next.value.steps;
      found = { problem, split, bound: next.value.bound, plan: planOfSplit(document, free, split) };
      const smaller = smallerMemory(document, usedBy(document, found.plan, held), found, memory);
      if (!smaller) break;
      memory = smaller;
    }
    if (!found) throw nothingFits(document, TITLE, 'no split of the rows fits into both memories');
    const { plan, evaluation } = repairedPlan(document, cost, found.plan, TITLE);
    const best = summaryOf(found.problem, found.split).maximum;
    const last = { plan, best: evaluation.rating };
    yield {
      ...progressOf(steps, plan === found.plan ? { ...found, best } : undefined, note, last),
      total: steps,
    };
    return plan;
  },
};

interface Found {
  problem: SplitProblem;
  split: SplitPlan;
  /** Seconds. */
  bound: number;
  plan: Plan;
}

/** `own`: seconds; of a plan that was mended RecShard's objective says nothing. */
function progressOf(
  done: number,
  own: Pick<SplitProgress, 'best' | 'bound'> | undefined,
  note: string | undefined,
  shown: { plan: Plan; best: number } | undefined,
): PlannerProgress {
  return {
    ...{ done, best: Number.POSITIVE_INFINITY, ...shown, ...(note && { note }) },
    ...(own &&
      Number.isFinite(own.best) && {
        objective: {
          title: 'reading rows, which RecShard minimises',
          ...{ best: own.best * MILLISECONDS, bound: own.bound * MILLISECONDS },
        },
      }),
  };
}

function shownPlan(document: PlanDocument, cost: CostModel, free: readonly number[], split: SplitPlan) {
  const plan = planOfSplit(document, free, split);
  return { plan, best: evaluate({ ...document, plan }, cost).rating };
}

function planOfSplit({ problem, plan }: PlanDocument, free: readonly number[], split: SplitPlan): Plan {
  const tables = [...plan.tables];
  for (const [at, table] of free.entries())
    tables[table] = splitTablePlan(table, problem.tables[table], split.devices[at], split.hotRows[at]);
  return { tables };
}

/** What goes as one, and where, by places among the tables that may move. */
function unitsWithin(document: PlanDocument, free: readonly number[]) {
  const places = new Map(free.map((table, place) => [table, place]));
  return unitsOf(document)
    .filter(([first]) => places.has(first))
    .map((members) => {
      const bans = document.rules.forbidden.filter(({ table }) => members.includes(table));
      return {
        tables: members.map((table) => places.get(table)!),
        allowed: (device: number) => !bans.some((ban) => ban.device === device),
      };
    });
}

/** Bytes of each device by TorchRec's estimate. */
function usedBy({ problem }: PlanDocument, { tables }: Plan, held: ReadonlySet<number>) {
  const used = Array.from({ length: problem.topology.ranks }, () => ({ hbm: 0, ddr: 0, heldHbm: 0 }));
  for (const own of tables)
    for (const [shard, { hbm, ddr }] of storagesOf(problem, own).entries()) {
      const on = used[own.shards[shard].device];
      on.hbm += hbm;
      on.ddr += ddr;
      if (held.has(own.table)) on.heldHbm += hbm;
    }
  return used;
}
