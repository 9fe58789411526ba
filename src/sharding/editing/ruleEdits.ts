// Edits of the rules: pins, groups and bans.

import { ConfigError } from '../../base/errors';
import { partitionBy } from '../torchrec/geometry';
import type { PlacementRules, PlanDocument, PlanEdit } from './document';
import { type Relocation, requireDevice, requireTable } from './moves';
import { devicesOf, groupOf, namedDevices, refuse } from './rules';

type RuleEdit = Extract<PlanEdit, { kind: 'pin' | 'forbid' | 'together' }>;

interface EditedRules {
  rules: PlacementRules;
  /** What must move for the new rules to be kept. */
  moves: readonly Relocation[];
}

/** Throws `ConfigError` where the plan breaks the rule and no move mends that. */
export function editedRules(document: PlanDocument, edit: RuleEdit): EditedRules {
  const { rules } = document;
  switch (edit.kind) {
    case 'pin': {
      requireTable(document, edit.table);
      const others = rules.pinned.filter((table) => table !== edit.table);
      const pinned = edit.pinned ? [...others, edit.table].sort((a, b) => a - b) : others;
      return { rules: { ...rules, pinned }, moves: [] };
    }
    case 'forbid':
      return { rules: { ...rules, forbidden: banned(document, edit) }, moves: [] };
    case 'together':
      return edit.joined ? joined(document, edit.tables) : parted(document, edit.tables);
  }
}

function banned(
  document: PlanDocument,
  { table, device, forbidden }: Extract<RuleEdit, { kind: 'forbid' }>,
): PlacementRules['forbidden'] {
  const own = requireTable(document, table);
  requireDevice(document, device);
  if (forbidden && own.shards.some((shard) => shard.device === device))
    refuse(document, table, `lies on device ${device}. Move it before it is forbidden there`);
  const others = document.rules.forbidden.filter((rule) => rule.table !== table || rule.device !== device);
  return forbidden ? [...others, { table, device }] : others;
}

/** Groups that share a table become one. All lie where the first pinned table does, or else the first that is named. */
function joined(document: PlanDocument, tables: readonly number[]): EditedRules {
  const { rules, plan, problem } = document;
  for (const table of tables) requireTable(document, table);
  const group = [...new Set(tables.flatMap((table) => [table, ...(groupOf(rules, table) ?? [])]))];
  if (group.length < 2) throw new ConfigError('One table alone belongs to no other. Name two or more.');
  const anchor = group.find((table) => rules.pinned.includes(table)) ?? group[0];
  const [to, ...others] = devicesOf(plan.tables[anchor]);
  const where = namedDevices([to, ...others]);
  const moves = group.flatMap((table): Relocation[] => {
    const own = plan.tables[table];
    if (devicesOf(own).join() === [to, ...others].join()) return [];
    const by = partitionBy[own.shardingType];
    if (others.length || (by !== 'device' && own.shardingType !== 'table_column_wise'))
      refuse(
        document,
        table,
        `lies on ${namedDevices(devicesOf(own))} and ${problem.tables[anchor].name} on ${where}. Put both on the same devices first`,
      );
    return own.shards.map((_, shard) => ({ table, shard, to }));
  });
  const together = [
    ...rules.together.filter((other) => !other.some((table) => group.includes(table))),
    group,
  ];
  return { rules: { ...rules, together }, moves };
}

function parted({ rules }: PlanDocument, tables: readonly number[]): EditedRules {
  const together = rules.together
    .map((group) => group.filter((table) => !tables.includes(table)))
    .filter((group) => group.length > 1);
  return { rules: { ...rules, together }, moves: [] };
}
