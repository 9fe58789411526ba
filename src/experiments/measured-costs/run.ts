// Measures shards and plans, fits what they cost, predicts plans that the fit has not seen, and plans with the costs.

import { adapterText } from '../../base/adapterText';
import { peaksOf } from '../../compile/peaks';
import type { MeasuredCostsFile } from '../../sharding/measured/costsFile';
import { MeasuredCosts } from '../../sharding/measured/measuredCosts';
import type { Lab, RunEvent } from '../experiment';
import type { Finding } from '../findings';
import { costsFile } from './costsFile';
import { findPlans, type Planner } from './findPlans';
import { type Measurements, measure, measurePlans } from './measure';
import { compare, predict } from './predict';
import { type CostProblem, costProblem } from './problem';
import type { CostSettings } from './schema';
import {
  costTable,
  fitTable,
  partsTable,
  plannersTable,
  predictedTable,
  quantile,
  termsTable,
} from './tables';

type Events = AsyncGenerator<RunEvent, void, void>;

const found = (finding: Finding): RunEvent => ({ kind: 'finding', finding });

export async function* measuredCosts(lab: Lab, settings: CostSettings): Events {
  lab.status('Drawing tables');
  const problem = await costProblem(lab, settings);
  yield found(costTable(problem));
  // Beforehand: the device is idle now.
  const { bytesPerSecond } = await peaksOf(lab.gpu);
  const measured = yield* measure(lab, problem);
  const { network, profile, model } = problem;
  const { dimension, batch } = problem.settings;
  const tables = model.tables.map((rows) => ({ rows, dimension, bags: batch }));
  const costs = new MeasuredCosts(measured.model, { tables, network, profile }, adapterText(lab.gpu.report));
  yield found(termsTable(measured.model, costs.name));
  yield found(fitTable(measured.model));
  const held = yield* predicted(problem, measured);
  yield costsFile(problem, { adapter: adapterText(lab.gpu.report), model: measured.model, held });
  yield* planned(lab, problem, measured, costs, bytesPerSecond);
}

async function* predicted(
  problem: CostProblem,
  { model, held }: Measurements,
): AsyncGenerator<RunEvent, MeasuredCostsFile['held'], void> {
  const compared = held.map((plan) => compare(problem, model, plan));
  yield found(predictedTable(compared, held));
  yield found(partsTable(compared, held));
  const errors = compared.map(({ computeError }) => computeError);
  const { pooling, shardUpdate } = model;
  const figures = { plans: held.length, greatest: quantile(errors, 1), median: quantile(errors, 0.5) };
  yield {
    kind: 'metrics',
    values: {
      predictedPlans: figures.plans,
      maxRelativeError: figures.greatest,
      medianRelativeError: figures.median,
      maxStepRelativeError: quantile(
        compared.map(({ stepError }) => stepError),
        1,
      ),
      poolingHeldOutError: quantile(pooling.heldOut, 0.5),
      updateHeldOutError: quantile(shardUpdate.heldOut, 0.5),
    },
  };
  return figures;
}

async function* planned(
  lab: Lab,
  problem: CostProblem,
  { model, held }: Measurements,
  costs: MeasuredCosts,
  bytesPerSecond: number,
): Events {
  // How many numbers the networks have matters to the network's time alone, and every plan has as many.
  const [{ run }] = held;
  const plans = await findPlans(
    lab,
    problem,
    costs,
    bytesPerSecond,
    (plan) => 1000 * predict(problem, model, plan, run.denseElements).time.sequentialSeconds,
  );
  const names = Object.keys(plans) as Planner[];
  const ran = yield* measurePlans(
    lab,
    problem,
    names.map((name) => plans[name]),
  );
  const rows = names.map((planner, index) => ({
    ...{ planner, plan: ran[index], compared: compare(problem, model, ran[index]) },
  }));
  yield found(plannersTable(rows));
  const milliseconds = (planner: Planner) =>
    1000 * rows.find((row) => row.planner === planner)!.compared.measured.computeSeconds;
  yield {
    kind: 'metrics',
    values: {
      measuredPlanMs: milliseconds('measured'),
      estimatedPlanMs: milliseconds('estimated'),
      torchrecPlanMs: milliseconds('torchrec'),
      planRatio: milliseconds('measured') / Math.min(milliseconds('estimated'), milliseconds('torchrec')),
    },
  };
}
