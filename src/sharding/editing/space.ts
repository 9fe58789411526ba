// A document as a problem of the search: every way to cut and place its tables that keeps its rules. Tables that belong
// together are one; what is pinned has one place.

import { ConfigError } from '../../base/errors';
import { addedBy, type CostModel } from '../costModel';
import { isSameTablePlan, type Plan, type TablePlan } from '../problem';
import type { Choice, SearchProblem } from '../search/problem';
import { placedOf, planOf } from '../torchrec/contract';
import { enumerateOptions, type PlacedOption, type ShardingOption } from '../torchrec/options';
import { noPerf, totalPerf } from '../torchrec/perf';
import { narrower } from '../torchrec/searchProblem';
import type { PlanDocument } from './document';
import { ruleStart } from './ruleStart';
import { groupOptions, heldPlace, placedIn, tableOptions, type UnitOption, withoutDevices } from './units';

export interface EditorSpace {
  problem: SearchProblem;
  /**
   * The document's plan, or where that breaks a rule or the costs know nothing of a cut, a plan near it without, if there
   * is one. Memory is not looked at.
   */
  start: readonly Choice[];
  /** A choice for every unit as a plan; what is as in the document is so by reference. */
  plan(choices: readonly Choice[]): Plan;
}

/** Gives options what their shards add to a device by a model; infinite costs where it knows nothing of such a cut. */
export const pricedBy =
  (cost: CostModel) =>
  (option: ShardingOption): ShardingOption => {
    const [own] = planOf([{ option, ranks: option.shards.map(() => 0) }]).tables;
    if (cost.refuses?.(own)) return unknown(option);
    const perfs = addedBy(cost, own);
    const shards = option.shards.map((shard, index) => ({
      ...shard,
      perf: perfs[index],
      total: totalPerf(perfs[index]),
    }));
    return { ...option, shards, totalPerf: shards.reduce((sum, { total }) => sum + total, 0) };
  };

function unknown(option: ShardingOption, total = Number.POSITIVE_INFINITY): ShardingOption {
  const shards = option.shards.map((shard) => ({ ...shard, perf: noPerf, total }));
  return { ...option, shards, totalPerf: total };
}

/** Tables that are placed as one, every table once. */
export function unitsOf({ problem, rules }: Pick<PlanDocument, 'problem' | 'rules'>): (readonly number[])[] {
  const grouped = new Set(rules.together.flat());
  const single = [...problem.tables.keys()].filter((table) => !grouped.has(table));
  return [...rules.together, ...single.map((table) => [table])];
}

/**
 * `minPartitions`: widths into which columns may be cut beside those of TorchRec's planner. Throws `ConfigError` where
 * the rules leave a table no place.
 */
export function spaceOf(
  document: PlanDocument,
  cost: CostModel,
  minPartitions: readonly number[] = [],
): EditorSpace {
  const { problem, reserved, plan, rules } = document;
  const priced = pricedBy(cost);
  // What stands may be what the model knows nothing of; sums must stay numbers.
  const refused = new Set<ShardingOption>();
  const present = placedOf(problem, plan).map(({ option, ranks }): PlacedOption => {
    const own = priced(option);
    if (Number.isFinite(own.totalPerf)) return { option: own, ranks };
    const free = unknown(own, 0);
    refused.add(free);
    return { option: free, ranks };
  });
  const offered: ShardingOption[][] = present.map(({ option }) => [option]);
  const enumerated = enumerateOptions(problem);
  for (const option of [...enumerated, ...narrower(problem, enumerated, minPartitions)])
    if (!rules.pinned.includes(option.table)) {
      const own = priced(option);
      if (Number.isFinite(own.totalPerf)) offered[option.table].push(own);
    }
  const units = unitsOf(document).map((tables) => {
    const placed = tables.map((table) => present[table]);
    const options = optionsOf(document, tables, offered, placed);
    const known = options.filter((own) => !own.options.some((option) => refused.has(option)));
    return { tables, placed, options: known.length ? known : options };
  });
  const searched: SearchProblem = {
    devices: problem.topology.ranks,
    capacity: (['hbm', 'ddr'] as const).map((tier) => reserved.memory.map((memory) => memory[tier])),
    tables: units.map(({ options }) => options),
  };
  return {
    problem: searched,
    start: ruleStart(units, searched.devices),
    plan: (choices) => {
      const tables = [...plan.tables];
      for (const [index, { options }] of units.entries())
        for (const after of planOf(placedIn(options[choices[index].option], choices[index])).tables)
          tables[after.table] = keptIfSame(plan.tables[after.table], after);
      return { ...plan, tables };
    },
  };
}

function optionsOf(
  { problem, rules }: PlanDocument,
  tables: readonly number[],
  offered: readonly (readonly ShardingOption[])[],
  placed: readonly PlacedOption[],
): UnitOption[] {
  // A pin outweighs a ban that it breaks, which is then a violation of the plan as it is given.
  if (tables.some((table) => rules.pinned.includes(table))) return [heldPlace(placed)];
  const options =
    tables.length > 1
      ? groupOptions(
          tables.map((table) => offered[table]),
          placed,
          problem.topology,
        )
      : tableOptions(offered[tables[0]], placed[0], problem.topology);
  const bans = rules.forbidden.filter(({ table }) => tables.includes(table));
  const left = withoutDevices(options, new Set(bans.map(({ device }) => device)));
  if (left.length) return left;
  const names = tables.map((table) => problem.tables[table].name).join(' and ');
  throw new ConfigError(
    tables.length > 1
      ? `${names} belong together, and no cut puts all of them on the same devices where they may be. Part them, or lift a ban.`
      : `${names} may use none of the devices. Lift a ban.`,
  );
}

const keptIfSame = (before: TablePlan, after: TablePlan): TablePlan =>
  isSameTablePlan(before, after) ? before : after;
