// Searches column splits of tasks, and judges every plan by networks that no search has asked.

import { greedyRules } from '../../sharding/baselines/greedy';
import type { SetCostModel } from '../../sharding/learned/computeModel';
import { exchangeTimes } from '../../sharding/learned/exchangeModel';
import { beamSearch } from '../../sharding/neuroshard/beam';
import { tablePlansOf } from '../../sharding/neuroshard/tablePlans';
import type { Exchange, SearchTask } from '../../sharding/neuroshard/task';
import type { EmbeddingTable } from '../../sharding/problem';
import type { Lab, RunEvent } from '../experiment';
import { plansAndTables } from '../placement/planFiles';
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
    outcomes.push(yield* searchedPlan(task, index, judge, settings));
    if (index === 0) yield* plansAndTables(tables, devices, plansOfTask(tables, outcomes));
    yield { kind: 'finding', finding: outcomesTable(strategyNames, outcomes, about) };
  }
  yield { kind: 'finding', finding: tasksTable(strategyNames, outcomes, tasks) };
  return improvementOf(outcomes, 'beam');
}

/** The search's plan, and those to hold it against when they run. */
function plansOfTask(tables: readonly EmbeddingTable[], outcomes: readonly Outcome[]) {
  const files = [
    { name: 'plan', strategies: ['beam'], about: 'where the search places the first task' },
    {
      name: 'greedy-plan',
      strategies: greedyRules,
      about: 'where the greedy rule places it that is judged best',
    },
    { name: 'local-plan', strategies: ['local'], about: 'where a local search of whole tables places it' },
  ];
  return files.flatMap(({ name, strategies, about }) => {
    const own = outcomes.filter(({ strategy, plan }) => plan && (strategies as string[]).includes(strategy));
    if (!own.length) return [];
    const { plan } = own.reduce((a, b) => (b.judged! < a.judged! ? b : a));
    return [{ name: `${name}.json`, about, plans: tablePlansOf(tables, plan!.pieces, plan!.devices) }];
  });
}

/** The host hears commands after each level: a large task takes seconds. */
async function* searchedPlan(
  task: SearchTask,
  index: number,
  judge: SetCostModel,
  { beams, candidates, levels }: NeuroshardSettings,
): AsyncGenerator<RunEvent, Outcome, void> {
  const search = beamSearch(task, { beams, candidates, levels });
  const steps: Level[] = [];
  let seconds = 0;
  for (;;) {
    const start = performance.now();
    const step = search.next();
    seconds += (performance.now() - start) / 1000;
    if (step.done) return judgedOutcome({ strategy: 'beam', task: index, seconds }, task, judge, step.value);
    steps.push(step.value);
    yield { kind: 'finding', finding: beamTable(steps) };
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
}
