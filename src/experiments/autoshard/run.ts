// Trains networks that stand for machines and AutoShard's policy against the first of them, and compares plans of tasks
// that are unlike those of training in one way after another, as the other networks judge them.

import { playEpisode } from '../../sharding/autoshard/episode';
import type { FrozenAutoShard } from '../../sharding/autoshard/frozen';
import { type TrainProgress, trainAutoShard } from '../../sharding/autoshard/train';
import { fits } from '../../sharding/baselines/placement';
import { likeliest } from '../../sharding/dreamshard/episode';
import type { SetCostModel } from '../../sharding/learned/computeModel';
import { tablePlansOf } from '../../sharding/neuroshard/tablePlans';
import { Pieces, type SearchTask } from '../../sharding/neuroshard/task';
import { type EmbeddingTable, tableBytes } from '../../sharding/problem';
import type { Lab, Metrics, RunEvent } from '../experiment';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import { networkFile, trainedOn } from '../placement/networkFiles';
import { planAndTables } from '../placement/planFiles';
import { type Outcome, outcomeOf, wholeTablePlans, wholeTableStrategies } from '../placement/plans';
import type { PolicyTasks } from '../placement/policyTasks';
import { measuredBy, type StandIn, standInMachine } from '../placement/standInMachine';
import { outcomesTable, tasksTable } from '../placement/tables';
import type { AutoshardSettings } from './model';
import { autoshardTasks, tasksOfCount } from './tasks';
import { standingOf, type TaskKind, type Transfer, taskKinds, transferTable } from './transfer';

const strategyNames = { ...wholeTableStrategies, policy: 'Policy' } as const;

type Events<T> = AsyncGenerator<RunEvent, T, void>;

export async function* autoshardRun(lab: Lab, settings: AutoshardSettings): Events<void> {
  const { tasks, machine, judge, costs } = yield* standInMachine(lab, settings, autoshardTasks);
  const policy = yield* trainedPolicy(lab, machine, tasks, settings);
  yield* leftFiles(lab, tasks, policy, costs, settings);
  const transfers = yield* comparison(lab, tasks, policy, judge, settings);
  yield metrics(transferMetrics(transfers));
  yield metrics(manyTables(tasks, policy, settings, lab.seed));
}

/** The policy, and where it places the first test task. */
function* leftFiles(
  lab: Lab,
  { source, train, test }: PolicyTasks,
  policy: FrozenAutoShard,
  costs: StandIn['costs'],
  settings: AutoshardSettings,
): Generator<RunEvent> {
  const { devices } = settings;
  const { tensors, scaling, unit } = policy;
  const from = { ...costs, source: `${source}; costs ${costs.source}` };
  const network = { tensors, scaling, unit, trainedOn: trainedOn(lab, from, train.flat(), devices) };
  yield networkFile(
    { kind: 'autoshard', ...network },
    'autoshard-network',
    'the trained policy and its costs',
  );
  const [tables] = test;
  const task: SearchTask = { tables, devices, capacityBytes: capacityOf(settings), model: policy };
  const placed = placedBy(policy, task);
  if (!placed) return;
  const file = { name: 'plan.json', about: 'where the policy places the first test task' };
  yield* planAndTables(file, tables, devices, tablePlansOf(tables, new Pieces(task).whole(), placed));
}

const metrics = (values: Metrics): RunEvent => ({ kind: 'metrics', values });

const capacityOf = ({ memory }: AutoshardSettings) => memory * 2 ** 30;

/** An update is shown no more often than this. */
const NEWS_MILLISECONDS = 300;

async function* trainedPolicy(
  lab: Lab,
  machine: SetCostModel,
  { train }: PolicyTasks,
  settings: AutoshardSettings,
): Events<FrozenAutoShard> {
  const { devices, updates, episodes, costUpdates, costBatch, learningRate } = settings;
  const course = trainAutoShard(lab.gpu, train, measuredBy(machine), {
    ...{ seed: lab.seed, devices, capacityBytes: capacityOf(settings) },
    ...{ updates, episodes, costUpdates, costBatch, learningRate },
  });
  const progress: TrainProgress[] = [];
  let news = 0;
  try {
    for (;;) {
      lab.status('Learning the policy: update', progress.length + 1, updates);
      const step = await course.next();
      if (step.done) {
        yield { kind: 'finding', finding: policyTable(progress) };
        return step.value;
      }
      progress.push(step.value);
      if (performance.now() - news < NEWS_MILLISECONDS) continue;
      yield { kind: 'finding', finding: policyTable(progress) };
      news = performance.now();
    }
  } finally {
    await course.return(undefined as never);
  }
}

function policyTable(progress: readonly TrainProgress[]): Finding {
  const about = {
    id: 'policy',
    title: 'Training of the policy',
    about:
      'Means over the episodes of each update: shortest over longest time of a device as the network measures it that stands for a machine, and the reward, which is the same unless memory is overdrawn; and how far the policy’s own cost network is off on the measured devices that it learns from.',
    columns: [
      { key: 'update', title: 'Update', kind: 'number' },
      { key: 'balance', title: 'Shortest over longest', kind: 'share' },
      { key: 'reward', title: 'Reward', kind: 'number' },
      { key: 'error', title: 'Cost error, root mean square', kind: 'number', unit: 'ms' },
      { key: 'steps', title: 'Steps of the process', kind: 'count' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    progress.map(({ update, balance, reward, costError, steps }) => ({
      ...{ update, balance, reward, error: costError, steps },
    })),
  );
}

/** Tasks of each kind. The tables of test tasks are those that were never trained on. */
function tasksOfKinds(
  { train, test }: PolicyTasks,
  { testTasks }: AutoshardSettings,
  seed: number,
): Record<TaskKind, EmbeddingTable[][]> {
  const unseen = [...new Set(test.flat())];
  const count = Math.max(...test.map(({ length }) => length));
  const of = (tables: number) => tasksOfCount(unseen, Math.min(tables, unseen.length), test.length, seed);
  return {
    unseen: test,
    trained: train.slice(0, testTasks),
    half: of(Math.ceil(count / 2)),
    double: of(2 * count),
  };
}

async function* comparison(
  lab: Lab,
  tasks: PolicyTasks,
  model: FrozenAutoShard,
  judge: SetCostModel,
  settings: AutoshardSettings,
): Events<Transfer[]> {
  const { devices, memory, judges } = settings;
  const transfers: Transfer[] = [];
  for (const [kind, list] of Object.entries(tasksOfKinds(tasks, settings, lab.seed))) {
    const about = { source: `test tasks, ${tasks.source}`, judges, exchange: false, devices, memory };
    const outcomes: Outcome[] = [];
    for (const [index, tables] of list.entries()) {
      const task: SearchTask = { tables, devices, capacityBytes: capacityOf(settings), model };
      lab.status(`Placing, ${taskKinds[kind as TaskKind].toLowerCase()}: task`, index + 1, list.length);
      outcomes.push(...wholeTablePlans(task, index, lab.seed, judge));
      outcomes.push(
        outcomeOf('policy', task, index, judge, () => {
          const placed = placedBy(model, task);
          return placed && { pieces: new Pieces(task).whole(), devices: placed };
        }),
      );
      if (kind === 'unseen')
        yield { kind: 'finding', finding: outcomesTable(strategyNames, outcomes, about) };
      // Lets the host hear commands between two tasks.
      await new Promise<void>((resolve) => setTimeout(resolve));
    }
    if (kind === 'unseen') yield { kind: 'finding', finding: tasksTable(strategyNames, outcomes, list) };
    const standing = standingOf(outcomes);
    if (!standing) continue;
    const tables = Math.max(...list.map(({ length }) => length));
    transfers.push({ kind: kind as TaskKind, tables, standing });
    yield { kind: 'finding', finding: transferTable(transfers) };
  }
  return transfers;
}

/** Undefined where the plan overdraws a device's memory, which the policy does not look at. */
function placedBy(
  model: FrozenAutoShard,
  { tables, devices, capacityBytes }: SearchTask,
): readonly number[] | undefined {
  const placed = playEpisode(tables, devices, model, likeliest).devices;
  const bytes = tables.map(tableBytes);
  return fits({ costs: bytes, bytes, devices, capacityBytes }, placed) ? placed : undefined;
}

function transferMetrics(transfers: readonly Transfer[]): Metrics {
  const standing = (kind: TaskKind) => transfers.find((transfer) => transfer.kind === kind)?.standing;
  const [unseen, trained] = [standing('unseen'), standing('trained')];
  const gain = (kind: TaskKind) => {
    const { policy, greedy } = standing(kind)?.balance ?? {};
    return policy === undefined || greedy === undefined ? undefined : policy / greedy - 1;
  };
  const given: Record<string, number | undefined> = {
    policyBalance: unseen?.balance.policy,
    greedyBalance: unseen?.balance.greedy,
    localBalance: unseen?.balance.local,
    trainedBalance: trained?.balance.policy,
    trainedLocalBalance: trained?.balance.local,
    policyMs: unseen?.milliseconds.policy,
    greedyMs: unseen?.milliseconds.greedy,
    localMs: unseen?.milliseconds.local,
    ...{ halfGain: gain('half'), doubleGain: gain('double') },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Metrics;
}

/** "Hundreds". */
const MANY = 200;

/** How long the policy takes for hundreds of tables, seen and unseen ones. */
function manyTables(
  { train, test }: PolicyTasks,
  policy: FrozenAutoShard,
  { devices }: AutoshardSettings,
  seed: number,
): Metrics {
  const all = [...new Set([...train.flat(), ...test.flat()])];
  if (all.length < MANY) return {};
  const [tables] = tasksOfCount(all, MANY, 1, seed);
  const start = performance.now();
  playEpisode(tables, devices, policy, likeliest);
  return { manyTables: MANY, manyTablesSeconds: (performance.now() - start) / 1000 };
}
