// Trains networks that stand for machines, the policy against the first of them, and compares plans of test tasks as the
// others judge them.

import { RandomStream } from '../../base/randomStream';
import { mean } from '../../base/statistics';
import {
  bestOfDrawn,
  type Episode,
  type EpisodeTask,
  episodeTask,
  likeliest,
  playEpisode,
} from '../../sharding/dreamshard/episode';
import { type Trained, type TrainProgress, trainDreamShard } from '../../sharding/dreamshard/train';
import { type ComputeModel, costOfSet, type SetCostModel } from '../../sharding/learned/computeModel';
import { tablePlansOf } from '../../sharding/neuroshard/tablePlans';
import { Pieces, type SearchTask } from '../../sharding/neuroshard/task';
import { computeParts, type TrainedOn } from '../../sharding/trained/trainedNetwork';
import type { Lab, Metrics, RunEvent } from '../experiment';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import { networkFile, trainedOn } from '../placement/networkFiles';
import { planAndTables } from '../placement/planFiles';
import {
  improvementOf,
  type Outcome,
  outcomeOf,
  reachablePlan,
  wholeTablePlans,
  wholeTableStrategies,
} from '../placement/plans';
import type { PolicyTasks } from '../placement/policyTasks';
import { measuredBy, standInMachine } from '../placement/standInMachine';
import { outcomesTable, tasksTable } from '../placement/tables';
import type { DreamshardSettings } from './model';
import { dreamshardTasks } from './tasks';

const strategyNames = {
  ...wholeTableStrategies,
  ...{ policy: 'Policy', patient: 'Patient', drawn: 'Best of drawn', reachable: 'Judge’s search' },
} as const;

const DRAWN_STREAM = 41;

type Events<T> = AsyncGenerator<RunEvent, T, void>;

export async function* dreamshardRun(lab: Lab, settings: DreamshardSettings): Events<void> {
  const { tasks, machine, judge, costs } = yield* standInMachine(lab, settings, dreamshardTasks);
  const trained = yield* trainedPolicy(lab, machine, tasks, settings);
  const from = { ...costs, source: `${tasks.source}; costs ${costs.source}` };
  const on = trainedOn(lab, from, tasks.train.flat(), settings.devices);
  yield networkOf(trained, on, 'dreamshard-network', 'the trained policy and its costs');
  const { patientUpdates: policyUpdates, patientRate: learningRate } = settings;
  const patient =
    policyUpdates > 0
      ? yield* trainedPolicy(lab, machine, tasks, { ...settings, policyUpdates, learningRate }, 'patient')
      : undefined;
  if (patient) yield networkOf(patient, on, 'dreamshard-patient-network', 'the patient policy and its costs');
  yield* firstPlan(tasks, patient ?? trained, settings);
  yield* comparison(lab, tasks, { trained, patient }, judge, settings);
}

const networkOf = ({ model, policy }: Trained, on: TrainedOn, name: string, about: string): RunEvent => {
  const network = { compute: computeParts(model), policy: policy.tensors, trainedOn: on };
  return networkFile({ kind: 'dreamshard', ...network }, name, about);
};

/** Where the policy places the first test task. */
function* firstPlan(
  { test: [tables] }: PolicyTasks,
  { model, policy }: Trained,
  settings: DreamshardSettings,
): Generator<RunEvent> {
  const { devices } = settings;
  const task: SearchTask = { tables, devices, capacityBytes: capacityOf(settings), model };
  const played = playEpisode(episodeTask(tables, model, task), policy, likeliest);
  if (!played) return;
  const file = { name: 'plan.json', about: 'where the policy places the first test task' };
  yield* planAndTables(file, tables, devices, tablePlansOf(tables, new Pieces(task).whole(), played.devices));
}

const metrics = (values: Metrics): RunEvent => ({ kind: 'metrics', values });

const capacityOf = ({ memory }: DreamshardSettings) => memory * 2 ** 30;

async function* trainedPolicy(
  lab: Lab,
  machine: SetCostModel,
  { train }: PolicyTasks,
  settings: DreamshardSettings,
  which: 'policy' | 'patient' = 'policy',
): Events<Trained> {
  const { devices, iterations, placements, costUpdates, policyUpdates, episodes, learningRate } = settings;
  const course = trainDreamShard(lab.gpu, train, measuredBy(machine), {
    ...{ seed: lab.seed, devices, capacityBytes: capacityOf(settings) },
    ...{ iterations, placements, costUpdates, policyUpdates, episodes, learningRate },
  });
  const steps: TrainProgress[] = [];
  try {
    for (;;) {
      lab.status(
        `Learning the ${which === 'policy' ? 'policy' : 'patient policy'}: iteration`,
        steps.length + 1,
        settings.iterations,
      );
      const step = await course.next();
      if (step.done) return step.value;
      steps.push(step.value);
      yield { kind: 'finding', finding: policyTable(which, steps) };
    }
  } finally {
    await course.return(undefined as never);
  }
}

async function* comparison(
  lab: Lab,
  { source, test }: PolicyTasks,
  { trained: { model, policy }, patient }: { trained: Trained; patient: Trained | undefined },
  judge: SetCostModel,
  settings: DreamshardSettings,
): Events<void> {
  const { devices, memory, judges, drawnPlans } = settings;
  const about = { source: `test tasks, ${source}`, judges, exchange: false, devices, memory };
  const outcomes: Outcome[] = [];
  for (const [index, tables] of test.entries()) {
    const task: SearchTask = { tables, devices, capacityBytes: capacityOf(settings), model };
    lab.status('Placing test tasks', index + 1, test.length);
    outcomes.push(...wholeTablePlans(task, index, lab.seed, judge));
    const placed = (
      strategy: keyof typeof strategyNames,
      asked: ComputeModel,
      play: (prepared: EpisodeTask) => Episode | undefined,
    ) => {
      const own = { ...task, model: asked };
      return outcomeOf(strategy, own, index, judge, () => {
        const played = play(episodeTask(tables, asked, own));
        return played && { pieces: new Pieces(own).whole(), devices: played.devices };
      });
    };
    outcomes.push(placed('policy', model, (own) => playEpisode(own, policy, likeliest)));
    if (patient) {
      const draws = new RandomStream(lab.seed, DRAWN_STREAM, index);
      const drawn = (own: EpisodeTask) =>
        bestOfDrawn(own, patient.policy, drawnPlans, () => draws.nextUniform());
      outcomes.push(
        placed('patient', patient.model, (own) => playEpisode(own, patient.policy, likeliest)),
        placed('drawn', patient.model, drawn),
      );
    }
    outcomes.push(outcomeOf('reachable', task, index, judge, () => reachablePlan(task, judge)));
    yield { kind: 'finding', finding: outcomesTable(strategyNames, outcomes, about) };
    // Lets the host hear commands between two tasks.
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  yield { kind: 'finding', finding: tasksTable(strategyNames, outcomes, test) };
  yield metrics(comparisonMetrics(outcomes, test, judge));
}

/** Means over the tasks that every greedy rule and the policy could place. */
function comparisonMetrics(
  outcomes: readonly Outcome[],
  tasks: PolicyTasks['test'],
  judge: SetCostModel,
): Metrics {
  const improvement = improvementOf(outcomes, 'policy');
  if (!improvement) return {};
  const { greedyMs, searchMs: policyMs, localMs } = improvement;
  const of = (strategy: string) => improvementOf(outcomes, strategy)?.searchMs;
  const others = { local: localMs, patient: of('patient'), drawn: of('drawn'), reachable: of('reachable') };
  const metrics: Metrics = { greedyMs, policyMs, speedUp: greedyMs / policyMs - 1 };
  for (const [name, milliseconds] of Object.entries(others))
    if (milliseconds !== undefined) {
      metrics[`${name}Ms`] = milliseconds;
      metrics[`${name}SpeedUp`] = greedyMs / milliseconds - 1;
    }
  if (improvement.tasks === tasks.length) {
    // A device with more tables than the most costly one takes no less.
    metrics.largestTableMs = mean(
      tasks.map((tables) => Math.max(...tables.map((table) => costOfSet(judge, [table])))),
    );
    metrics.largestSpeedUp = greedyMs / metrics.largestTableMs - 1;
  }
  return metrics;
}

function policyTable(which: 'policy' | 'patient', steps: readonly TrainProgress[]): Finding {
  const about = {
    id: which,
    title: `Training of the ${which === 'policy' ? 'policy' : 'patient policy'}`,
    about:
      'Mean of the slowest device over the placements that were measured in each iteration (by the network that stands for a machine), and over the episodes of its last update (by the policy’s own cost network); tasks differ from iteration to iteration.',
    columns: [
      { key: 'iteration', title: 'Iteration', kind: 'number' },
      { key: 'series', title: 'What', kind: 'text' },
      { key: 'time', title: 'Slowest device', kind: 'number', unit: 'ms' },
      { key: 'placements', title: 'Placements measured', kind: 'number' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    steps.flatMap(({ iteration, measured, predicted, placements }) => [
      { iteration, series: 'measured', time: measured, placements },
      { iteration, series: 'predicted', time: Number.isNaN(predicted) ? null : predicted, placements },
    ]),
  );
}
