// Trains the same DLRM unsharded and under plans, compares losses and bits, and puts measured kernels and modelled
// exchanges together. The plan is the reader's, or made by the rules of the settings.

import { simplePlan } from '../../sharding/execution/simplePlan';
import type { Plan } from '../../sharding/problem';
import { topologyOf } from '../../sharding/torchrec/topology';
import { tableProblem } from '../../sharding/torchrec/validate';
import type { Lab, RunEvent } from '../experiment';
import { countedTablesFile } from '../placement/countedTables';
import { planAndTraining } from '../placement/planFiles';
import { compareRuns } from './compareRuns';
import { compareTypes } from './compareTypes';
import { compareUpdates } from './compareUpdates';
import { exportedPlan } from './exported';
import { givenPlan, requireSameTables } from './givenPlan';
import { zionexInputs } from './inputs';
import { Judge, type ZionexProblem, zionexProblem } from './problem';
import { rulesOf } from './scaling';
import type { ZionexSettings } from './schema';
import { planTable } from './trainingTables';

/** Where neither settings nor a plan say how many. */
const DEVICES = 4;

export async function* zionex(lab: Lab, settings: ZionexSettings): AsyncGenerator<RunEvent, void, void> {
  const { problem, plan } = await planned(lab, settings);
  yield { kind: 'finding', finding: planTable(problem, plan) };
  if (isTorchRecs(problem, plan))
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

/** What is trained on, and the plan. Throws `DataError` and `ConfigError` for files that do not fit each other. */
async function planned(lab: Lab, given: ZionexSettings): Promise<{ problem: ZionexProblem; plan: Plan }> {
  const inputs = await zionexInputs(lab.files.train);
  const read = await zionexProblem(lab, given, inputs.logs);
  const ofLog = inputs.logs.map(({ name }) => name).join(' + ') || `the click log “${given.data}”`;
  for (const { file, tables } of inputs.tables) requireSameTables(file, tables, read.tables, ofLog);
  const own = inputs.plan && givenPlan(inputs.plan, { ...given, tables: read.tables });
  const settings = { ...given, devices: own?.devices ?? (given.devices || DEVICES) };
  const { devices, devicesPerHost } = settings;
  return {
    problem: { ...read, settings, ...(own && { givenPlan: own.file }) },
    plan: own?.plan ?? simplePlan(read.tables, rulesOf(settings, devices, devicesPerHost)),
  };
}

/** TorchRec knows whole hosts alone, and has a shape for each type, which plans that run here need not have. */
function isTorchRecs({ settings, tables }: ZionexProblem, plan: Plan): boolean {
  const { devices } = settings;
  const devicesPerHost = Math.min(devices, settings.devicesPerHost);
  const topology = topologyOf({ devices, devicesPerHost });
  return (
    devices % devicesPerHost === 0 &&
    plan.tables.every((own) => tableProblem(own, tables[own.table], topology) === undefined)
  );
}
