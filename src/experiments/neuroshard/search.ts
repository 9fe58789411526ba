// Searches column splits of tasks, and judges every plan by networks that no search has asked.

import type { SetCostModel } from '../../sharding/learned/computeModel';
import { exchangeTimes } from '../../sharding/learned/exchangeModel';
import { type BeamPlan, beamSearch } from '../../sharding/neuroshard/beam';
import { tablePlansOf } from '../../sharding/neuroshard/tablePlans';
import type { Exchange, SearchTask } from '../../sharding/neuroshard/task';
import type { Lab, RunEvent } from '../experiment';
import { planAndTables } from '../placement/planFiles';
import {
  askedAndJudge,
  type Improvement,
  improvementOf,
  judgedOutcome,
  type Outcome,
  wholeTablePlans,
  wholeTableStrategies,
} from '../placement/plans';
import { outcomesTable, tasksTable } from '../placement/tables';
import type { LearnedCompute, LearnedExchange } from './learnCosts';
import type { NeuroshardSettings, Tasks } from './model';
import { beamTable, type Level } from './tables';

const strategyNames = { ...wholeTableStrategies, beam: 'Column splits' } as const;

/** Exchanges by the learned networks, both ways together. */
export const learnedExchange =
  ({ forward, backward }: LearnedExchange): Exchange =>
  (dimensions, compute) => {
    const models = { forward: forward.model, backward: backward.model };
    const times = exchangeTimes(models, dimensions, compute);
    return times.backward.map((own, device) => own + times.forward[device]);
  };

export async function* searchTasks(
  lab: Lab,
  { source, tasks }: Tasks,
  learned: readonly LearnedCompute[],
  exchange: Exchange | undefined,
  settings: NeuroshardSettings,
): AsyncGenerator<RunEvent, Improvement | undefined, void> {
  const { devices, memory } = settings;
  const { asked, judge } = askedAndJudge(learned.map(({ model }) => model));
  const judges = learned.length - 1;
  const about = { source, judges, exchange: exchange !== undefined, devices, memory };
  const outcomes: Outcome[] = [];
  for (const [index, tables] of tasks.entries()) {
    const task = { tables, devices, capacityBytes: memory * 2 ** 30, model: asked, exchange };
    lab.status('Searching plans: task', index + 1, tasks.length);
    outcomes.push(...wholeTablePlans(task, index, lab.seed, judge));
    const { outcome, plan } = yield* searchedPlan(task, index, judge, settings);
    outcomes.push(outcome);
    if (plan && index === 0) {
      const file = { name: 'plan.json', about: 'where the search places the first task' };
      yield* planAndTables(file, tables, devices, tablePlansOf(tables, plan.pieces, plan.devices));
    }
    yield { kind: 'finding', finding: outcomesTable(strategyNames, outcomes, about) };
  }
  yield { kind: 'finding', finding: tasksTable(strategyNames, outcomes, tasks) };
  return improvementOf(outcomes, 'beam');
}

/** The host hears commands after each level: a large task takes seconds. */
async function* searchedPlan(
  task: SearchTask,
  index: number,
  judge: SetCostModel,
  { beams, candidates, levels }: NeuroshardSettings,
): AsyncGenerator<RunEvent, { outcome: Outcome; plan: BeamPlan | undefined }, void> {
  const search = beamSearch(task, { beams, candidates, levels });
  const steps: Level[] = [];
  let seconds = 0;
  for (;;) {
    const start = performance.now();
    const step = search.next();
    seconds += (performance.now() - start) / 1000;
    if (step.done) {
      const outcome = judgedOutcome({ strategy: 'beam', task: index, seconds }, task, judge, step.value);
      return { outcome, plan: step.value };
    }
    steps.push(step.value);
    yield { kind: 'finding', finding: beamTable(steps) };
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
}
