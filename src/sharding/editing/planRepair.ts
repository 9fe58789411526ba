// Plans of planners that know no rules, or not all of them, made to keep them.

import { ConfigError } from '../../base/errors';
import type { CostModel } from '../costModel';
import type { Plan } from '../problem';
import type { PlanDocument } from './document';
import { type Evaluation, evaluate } from './evaluation';
import { fitted } from './fitting';
import { spaceOf } from './space';

/** A plan that keeps the rules and fits, and what it comes to. */
export interface RepairedPlan {
  plan: Plan;
  evaluation: Evaluation;
}

/**
 * The plan itself where it breaks nothing; else one near it. Pinned tables must lie in it as they do in the document.
 * Throws `ConfigError` where none is found; `planner` is named in it.
 */
export function repairedPlan(
  document: PlanDocument,
  cost: CostModel,
  plan: Plan,
  planner: string,
): RepairedPlan {
  const evaluation = evaluate({ ...document, plan }, cost);
  if (!evaluation.violations.length) return { plan, evaluation };
  const space = spaceOf({ ...document, plan }, cost);
  const choices = fitted(space.problem, space.start);
  if (!choices) throw nothingFits(document, planner);
  const repaired = space.plan(choices);
  return { plan: repaired, evaluation: evaluate({ ...document, plan: repaired }, cost, evaluation) };
}

export function nothingFits({ rules }: PlanDocument, planner: string, why = ''): ConfigError {
  const ruled = rules.pinned.length + rules.together.length + rules.forbidden.length > 0;
  return new ConfigError(
    `${planner}: no plan fits in memory${ruled ? ' and keeps the rules' : ''}${why && ` (${why})`}. ` +
      `Add devices or memory, lower the batch or the reserved share, ${ruled ? 'lift a pin or a ban, ' : ''}` +
      'or allow kernels that keep rows in host memory.',
  );
}
