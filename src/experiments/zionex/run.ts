// Trains the same DLRM unsharded and under plans, compares losses and bits, and puts measured kernels and modelled
// exchanges together.

import { simplePlan } from '../../sharding/execution/simplePlan';
import type { Lab, RunEvent } from '../experiment';
import { countedTablesFile } from '../placement/countedTables';
import { planAndTraining } from '../placement/planFiles';
import { compareRuns } from './compareRuns';
import { compareTypes } from './compareTypes';
import { compareUpdates } from './compareUpdates';
import { exportedPlan } from './exported';
import { Judge, zionexProblem } from './problem';
import { rulesOf } from './scaling';
import type { ZionexSettings } from './schema';
import { planTable } from './trainingTables';

export async function* zionex(lab: Lab, settings: ZionexSettings): AsyncGenerator<RunEvent, void, void> {
  const problem = await zionexProblem(lab, settings);
  const plan = simplePlan(problem.tables, rulesOf(settings, settings.devices, settings.devicesPerHost));
  yield { kind: 'finding', finding: planTable(problem, plan) };
  // TorchRec knows whole hosts alone.
  if (settings.devices % Math.min(settings.devices, settings.devicesPerHost) === 0)
    yield* planAndTraining({ name: 'plan.json', about: 'the plan' }, exportedPlan(problem, plan));
  const judge = await Judge.open(lab, problem);
  try {
    const unsharded = yield* compareRuns(lab, problem, plan, judge);
    yield countedTablesFile(problem.log, settings.steps);
    yield* compareUpdates(lab, problem, judge, unsharded);
  } finally {
    judge.close();
  }
  yield* compareTypes(lab, problem);
}
