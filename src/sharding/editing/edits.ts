// Edits of a plan by hand: each makes another document, or says in one sentence why it may not be.

import { ConfigError } from '../../base/errors';
import type { TablePlan } from '../problem';
import { tableProblem } from '../torchrec/validate';
import type { PlanDocument, PlanEdit } from './document';
import { type Relocation, relocated, requireDevice, requireTable } from './moves';
import { recut } from './recuts';
import { editedRules } from './ruleEdits';
import { forbiddenProblem, groupOf, refuse, togetherProblem } from './rules';

/** The document after an edit, or why there is none: one sentence of what, where, and what to do. */
export type Attempt = { document: PlanDocument } | { problem: string };

/** Tables that an edit leaves alone keep their plan by reference. Throws `ConfigError` for what is not allowed. */
export function applyEdit(document: PlanDocument, edit: PlanEdit): PlanDocument {
  switch (edit.kind) {
    case 'move':
      return moved(document, [{ table: edit.table, shard: edit.shard, to: edit.device }]);
    case 'swap':
      return swapped(document, edit);
    case 'pin':
    case 'forbid':
    case 'together': {
      const { rules, moves } = editedRules(document, edit);
      return moves.length ? { ...moved(document, moves), rules } : { ...document, rules };
    }
    default:
      return withPlans(document, recut(document, edit));
  }
}

/** As `applyEdit`, without throwing. */
export function tryEdit(document: PlanDocument, edit: PlanEdit): Attempt {
  try {
    return { document: applyEdit(document, edit) };
  } catch (error) {
    if (error instanceof ConfigError) return { problem: error.message };
    throw error;
  }
}

/** Devices to which a shard may move, ascending; the one that holds it is not among them. */
export function legalDevices(document: PlanDocument, table: number, shard: number): number[] {
  const { ranks } = document.problem.topology;
  const held = document.plan.tables[table].shards[shard].device;
  return Array.from({ length: ranks }, (_, device) => device).filter(
    (device) => device !== held && 'document' in tryEdit(document, { kind: 'move', table, shard, device }),
  );
}

const moved = (document: PlanDocument, moves: readonly Relocation[]): PlanDocument =>
  withPlans(document, relocated(document, moves));

function swapped(
  document: PlanDocument,
  { table, shard, otherTable, otherShard }: Extract<PlanEdit, { kind: 'swap' }>,
): PlanDocument {
  const own = requireTable(document, table, shard);
  const other = requireTable(document, otherTable, otherShard);
  return moved(document, [
    { table, shard, to: other.shards[otherShard].device },
    { table: otherTable, shard: otherShard, to: own.shards[shard].device },
  ]);
}

/** Puts plans of tables into the document if they are plans, and keep all rules. */
function withPlans(document: PlanDocument, plans: ReadonlyMap<number, TablePlan>): PlanDocument {
  const { problem, plan, rules } = document;
  const changed = [...plans].filter(([table, own]) => own !== plan.tables[table]);
  if (!changed.length) return document;
  for (const [table, own] of changed) {
    for (const { device } of own.shards) requireDevice(document, device);
    if (rules.pinned.includes(table)) refuse(document, table, 'is pinned. Unpin it first');
    const what = tableProblem(own, problem.tables[table], problem.topology);
    if (what) refuse(document, table, what);
  }
  const tables = [...plan.tables];
  for (const [table, own] of changed) tables[table] = own;
  const after = { ...document, plan: { ...plan, tables } };
  for (const [table] of changed) {
    const forbidden = forbiddenProblem(after, table);
    if (forbidden) refuse(document, table, forbidden.what);
    const group = groupOf(rules, table);
    const apart = group && togetherProblem(after, group);
    if (apart) throw new ConfigError(`${apart.what}. Move both, or part them first.`);
  }
  return after;
}
