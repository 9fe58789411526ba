// What stands around the open plan, as it outlives the page with it: the steps that can be undone and done again, and the
// plan that is compared with. Plans of tables are written once, however many steps share them; what is too much is left
// out, the oldest steps first.

import * as v from 'valibot';
import { DataError } from '../../base/errors';
import type { PlacementRules, PlanDocument } from '../../sharding/editing/document';
import type { History, HistoryStep } from '../../sharding/editing/history';
import type { Plan, TablePlan } from '../../sharding/problem';
import { documentShape, NAME, requireWhole, rulesShape, tablePlanShape } from './placementShapes';

/** Steps that are kept, and shards of all plans of them together. */
export const MOST_STEPS = 50;
export const MOST_SHARDS = 20_000;

export interface Surroundings {
  history: History;
  /** What it was kept as, and the plan; of another problem where numbers of the cluster were changed since. */
  kept: { label: string; document: PlanDocument } | null;
}

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const tables = v.array(index);

const shape = v.object({
  /** Plans of tables, which all below name by their place here. */
  pool: v.array(tablePlanShape),
  steps: v.pipe(v.array(v.object({ label: v.string(), tables, rules: rulesShape })), v.minLength(1)),
  at: index,
  kept: v.nullable(
    v.object({
      ...{ label: v.string(), tables, rules: rulesShape },
      /** Without its plan; where it is not that of the open document. */
      document: v.optional(v.looseObject({})),
    }),
  ),
});

export type SurroundingsRecord = v.InferOutput<typeof shape>;

class Pool {
  readonly plans: TablePlan[] = [];
  readonly #places = new Map<TablePlan, number>();
  #shards = 0;

  /** Places of the plans of a document's tables; undefined, and nothing is added, where they are too many. */
  add({ tables }: Plan): number[] | undefined {
    const more = tables.filter((own) => !this.#places.has(own));
    const shards = more.reduce((sum, own) => sum + own.shards.length, this.#shards);
    if (shards > MOST_SHARDS) return undefined;
    this.#shards = shards;
    for (const own of more) this.#places.set(own, this.plans.push(own) - 1);
    return tables.map((own) => this.#places.get(own)!);
  }
}

/** Undefined where the open plan alone is too large. Steps of other tables, or of another cluster, are left out. */
export function surroundingsRecord({ history, kept }: Surroundings): SurroundingsRecord | undefined {
  const pool = new Pool();
  const present = history.steps[history.at].document;
  const recordOf = ({ label, document }: HistoryStep) => {
    const { problem, reserved, plan, rules } = document;
    if (problem !== present.problem || reserved !== present.reserved) return undefined;
    const own = pool.add(plan);
    return own && { label, tables: own, rules };
  };
  const now = recordOf(history.steps[history.at]);
  if (!now) return undefined;
  const keptTables = kept && pool.add(kept.document.plan);
  const steps = [now];
  let at = 0;
  for (let step = history.at - 1; step >= 0 && steps.length < MOST_STEPS; step--) {
    const before = recordOf(history.steps[step]);
    if (!before) break;
    steps.unshift(before);
    at++;
  }
  for (let step = history.at + 1; step < history.steps.length && steps.length < MOST_STEPS; step++) {
    const after = recordOf(history.steps[step]);
    if (!after) break;
    steps.push(after);
  }
  const record = { pool: pool.plans, steps, at, kept: null } as unknown as SurroundingsRecord;
  if (!kept || !keptTables) return record;
  const { plan: _, ...document } = kept.document;
  const isOther = document.problem !== present.problem || document.reserved !== present.reserved;
  const { label } = kept;
  return {
    ...record,
    kept: { label, tables: keptTables, rules: document.rules, ...(isOther && { document }) },
  } as SurroundingsRecord;
}

/** Around a document that was read. Throws `DataError`. */
export function readSurroundings(given: unknown, document: PlanDocument): Surroundings {
  const parsed = v.safeParse(shape, given);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new DataError(NAME, v.getDotPath(issue) ?? 'steps', issue.message);
  }
  const { pool, steps, at, kept } = parsed.output;
  if (at >= steps.length) throw new DataError(NAME, 'steps', `has no step ${at}`);
  const planOf = (places: readonly number[]): Plan => {
    if (places.some((place) => place >= pool.length))
      throw new DataError(NAME, 'steps', 'name a plan that is not there');
    return { tables: places.map((place) => pool[place]) };
  };
  const stepOf = ({ label, tables, rules }: (typeof steps)[number]): HistoryStep => {
    const own = { ...document, plan: planOf(tables), rules: rules as PlacementRules };
    requireWhole(own);
    return { label, document: own };
  };
  return {
    history: {
      steps: steps.map((step, place) => (place === at ? { label: step.label, document } : stepOf(step))),
      at,
    },
    kept: kept && { label: kept.label, document: keptDocument(kept, planOf(kept.tables), document) },
  };
}

function keptDocument(
  { rules, document: other }: NonNullable<SurroundingsRecord['kept']>,
  plan: Plan,
  document: PlanDocument,
): PlanDocument {
  const found = { ...document, ...other, plan, rules };
  const parsed = v.safeParse(documentShape, found);
  if (!parsed.success) throw new DataError(NAME, 'kept', parsed.issues[0].message);
  const own = (other ? parsed.output : found) as PlanDocument;
  requireWhole(own);
  return own;
}
