// What a plan would cost if tables were looked up more often, or less, than they are said to be.

import { ConfigError } from '../../base/errors';
import type { CostModel } from '../costModel';
import type { PlannerProblem } from '../torchrec/options';
import { type Evaluation, evaluate } from './evaluation';
import { requireTable } from './moves';

export interface PoolingWhatIf {
  tables: readonly number[];
  factor: number;
  /** Milliseconds of the tables' shards together, and of the plan, as they are and with that many more lookups. */
  tablesBefore: number;
  tablesAfter: number;
  ratingBefore: number;
  ratingAfter: number;
  slowestBefore: number;
  slowestAfter: number;
  /** Milliseconds of each device. */
  devicesBefore: readonly number[];
  devicesAfter: readonly number[];
}

/**
 * With pooling factors `factor` times what they are. `costOf`: the cost model of a problem, since a cost knows its
 * tables; `estimatorCost` is one. Throws `ConfigError` for a factor that is no number from 0 up.
 */
export function whatIfPooling(
  evaluation: Evaluation,
  costOf: (problem: PlannerProblem) => CostModel,
  tables: readonly number[],
  factor: number,
): PoolingWhatIf {
  if (!(factor >= 0 && Number.isFinite(factor)))
    throw new ConfigError(`The factor of lookups is ${factor}. Give a number from 0 up.`);
  const { document } = evaluation;
  for (const table of tables) requireTable(document, table);
  const asked = new Set(tables);
  const problem: PlannerProblem = {
    ...document.problem,
    tables: document.problem.tables.map((table, index) =>
      asked.has(index)
        ? {
            ...table,
            features: table.features.map((feature) => ({ ...feature, pooling: feature.pooling * factor })),
          }
        : table,
    ),
  };
  const after = evaluate({ ...document, problem }, costOf(problem));
  const sum = (of: Evaluation) => [...asked].reduce((all, table) => all + of.tables[table].total, 0);
  const times = ({ devices }: Evaluation) => devices.map(({ total }) => total);
  return {
    ...{ tables: [...asked], factor },
    ...{ tablesBefore: sum(evaluation), tablesAfter: sum(after) },
    ...{ ratingBefore: evaluation.rating, ratingAfter: after.rating },
    ...{ slowestBefore: evaluation.slowest, slowestAfter: after.slowest },
    ...{ devicesBefore: times(evaluation), devicesAfter: times(after) },
  };
}
