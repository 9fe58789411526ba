// Every sharding type by itself: all tables cut by one, against whole tables, twice over.

import { cutTable } from '../../sharding/execution/cutTable';
import { type Plan, type ShardingType, shardingTypes } from '../../sharding/problem';
import type { Lab, RunEvent } from '../experiment';
import { differences } from './differences';
import type { ZionexProblem } from './problem';
import { trainTwice, trainUnder, wholePlan } from './runs';
import type { ZionexSettings } from './schema';
import { type TypeOutcome, typesTable } from './trainingTables';

const TYPE_STEPS = 3;

/** All tables by one type, twice, against whole tables. */
export async function* compareTypes(lab: Lab, problem: ZionexProblem): AsyncGenerator<RunEvent, void, void> {
  const whole = yield* trainUnder(lab, problem, {
    ...{ name: 'whole tables', plan: wholePlan(problem), steps: TYPE_STEPS },
  });
  const outcomes: TypeOutcome[] = [];
  for (const type of shardingTypes) {
    const options = { name: type, plan: planBy(problem, type), steps: TYPE_STEPS };
    const [run, again] = yield* trainTwice(lab, problem, options);
    outcomes.push({
      ...{ type, exact: isExact(type, problem.settings), deterministic: run.hash === again.hash },
      ...differences(run.weights, whole.weights, 'tables'),
    });
    yield { kind: 'finding', finding: typesTable(outcomes, TYPE_STEPS) };
  }
  const exact = outcomes.filter(({ exact }) => exact);
  const byOrder = outcomes.filter(({ type }) => !/^(table_wise|column_wise|table_column_wise)$/.test(type));
  const values = {
    exactTypesDiffering: Math.max(...exact.map(({ differing }) => differing)),
    summedTypesFurthest: Math.max(...byOrder.map(({ furthest }) => furthest)),
    typesThatRepeat: outcomes.filter(({ deterministic }) => deterministic).length,
  };
  yield { kind: 'metrics', values };
}

/** Whether a type cuts no sum: neither of a bag, nor of a row's gradients, nor of a row's squares. */
const isExact = (type: ShardingType, { tableOptimizer }: ZionexSettings): boolean =>
  type === 'table_wise' || (tableOptimizer !== 'rowWiseAdagrad' && /column_wise$/.test(type));

/** All tables by one type; where rows or columns stay on a host, tables take turns. */
function planBy({ tables, settings }: ZionexProblem, type: ShardingType): Plan {
  const { devices, devicesPerHost } = settings;
  const all = Array.from({ length: devices }, (_, device) => device);
  const hosts = Math.ceil(devices / devicesPerHost);
  return {
    tables: tables.map((shape, table) => {
      const host = (table % hosts) * devicesPerHost;
      const onHost = all.slice(host, host + devicesPerHost);
      const chosen = type === 'table_wise' ? [table % devices] : /^table_/.test(type) ? onHost : all;
      return cutTable(table, shape, type, { devices: chosen, devicesPerHost });
    }),
  };
}
