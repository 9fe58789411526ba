// Places the tables of tasks in several ways and judges every plan by networks that none of them has asked.

import { type GreedyRule, greedyCosts, greedyPlacement, greedyRules } from '../../sharding/baselines/greedy';
import { randomPlacement } from '../../sharding/baselines/random';
import { MeanModel, type SetCostModel } from '../../sharding/learned/computeModel';
import { beamSearch } from '../../sharding/neuroshard/beam';
import { greedyGridPlacement } from '../../sharding/neuroshard/greedyGrid';
import { locallyImproved } from '../../sharding/neuroshard/localSearch';
import {
  type Exchange,
  judgedCost,
  type Piece,
  Pieces,
  type SearchTask,
} from '../../sharding/neuroshard/task';
import { type EmbeddingTable, tableBytes } from '../../sharding/problem';
import type { Lab, RunEvent } from '../experiment';
import type { LearnedCompute, LearnedExchange } from './learnCosts';
import type { NeuroshardSettings, Tasks } from './model';
import { beamTable, outcomesTable, tasksTable } from './searchTables';

export const strategyNames = {
  random: 'Random',
  size: 'Greedy, size',
  dimension: 'Greedy, dimension',
  lookup: 'Greedy, lookups',
  sizeLookup: 'Greedy, size and lookups',
  grid: 'Learned costs, whole tables',
  local: 'Local search, whole tables',
  beam: 'Beam search, column splits',
} as const;
export type StrategyId = keyof typeof strategyNames;
export const strategyIds = Object.keys(strategyNames) as StrategyId[];

/** A plan of one task; no costs where no plan was found. */
export interface Outcome {
  strategy: StrategyId;
  task: number;
  /** Milliseconds of the slowest device by the judge, and by the model that the search asked. */
  judged?: number;
  own?: number;
  splits?: number;
  seconds: number;
}

export interface SearchOutcome {
  outcomes: readonly Outcome[];
  improvement: Improvement | undefined;
}

export interface Improvement {
  /** Of the greedy rule that is best on average, over the tasks that every rule and the search could place. */
  rule: GreedyRule;
  tasks: number;
  greedyMs: number;
  searchMs: number;
  localMs: number | undefined;
}

const STRATEGY_STREAM = 1000;

/** Exchanges by the learned networks: backward, then forward with the skews that compute and backward leave. */
export function learnedExchange({ forward, backward }: LearnedExchange): Exchange {
  return (dimensions, compute) => {
    const back = backward.model.predict(dimensions, []);
    const ends = compute.map((own, device) => own + back[device]);
    const first = Math.min(...ends);
    const ahead = forward.model.predict(
      dimensions,
      ends.map((end) => end - first),
    );
    return back.map((own, device) => own + ahead[device]);
  };
}

export async function* searchTasks(
  lab: Lab,
  { source, tasks }: Tasks,
  learned: readonly LearnedCompute[],
  exchange: Exchange | undefined,
  settings: NeuroshardSettings,
): AsyncGenerator<RunEvent, SearchOutcome, void> {
  const { devices, memory } = settings;
  const [asked, ...others] = learned.map(({ model }) => model);
  const judge: SetCostModel = others.length ? new MeanModel(others) : asked;
  const about = { source, judges: others.length, exchange: exchange !== undefined, devices, memory };
  const outcomes: Outcome[] = [];
  for (const [index, tables] of tasks.entries()) {
    const task = { tables, devices, capacityBytes: memory * 2 ** 30, model: asked, exchange };
    lab.status('Searching plans: task', index + 1, tasks.length);
    outcomes.push(...wholeTablePlans(task, index, lab.seed, judge));
    const beam = searchedPlan(task, index, judge, settings);
    outcomes.push(beam.outcome);
    if (index === 0) yield { kind: 'finding', finding: beamTable(beam.levels) };
    yield { kind: 'finding', finding: outcomesTable(outcomes, about) };
    // Lets the host hear commands between two tasks.
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  yield { kind: 'finding', finding: tasksTable(outcomes, tasks) };
  return { outcomes, improvement: improvementOf(outcomes) };
}

interface Plan {
  pieces: readonly Piece[];
  devices: readonly number[];
}

function outcomeOf(
  strategy: StrategyId,
  task: SearchTask,
  index: number,
  judge: SetCostModel,
  plan: () => Plan | undefined,
): Outcome {
  const start = performance.now();
  const found = plan();
  const seconds = (performance.now() - start) / 1000;
  if (!found) return { strategy, task: index, seconds };
  const { pieces, devices } = found;
  return {
    ...{ strategy, task: index, seconds, splits: pieces.length - task.tables.length },
    own: judgedCost(pieces, devices, task, task.model),
    judged: judgedCost(pieces, devices, task, judge),
  };
}

function wholeTablePlans(task: SearchTask, index: number, seed: number, judge: SetCostModel): Outcome[] {
  const { tables, devices, capacityBytes } = task;
  const pieces = new Pieces(task).whole();
  const problem = (cost: (table: EmbeddingTable) => number) => ({
    ...{ devices, capacityBytes, costs: tables.map(cost), bytes: tables.map(tableBytes) },
  });
  const plan = (devicesOf: readonly number[] | undefined): Plan | undefined =>
    devicesOf && { pieces, devices: devicesOf };
  const judged = (strategy: StrategyId, find: () => readonly number[] | undefined) =>
    outcomeOf(strategy, task, index, judge, () => plan(find()));
  const grid = () => greedyGridPlacement(task, pieces);
  return [
    judged('random', () => randomPlacement(problem(tableBytes), seed * STRATEGY_STREAM + index)),
    ...greedyRules.map((rule) => judged(rule, () => greedyPlacement(problem(greedyCosts[rule])))),
    judged('grid', () => grid()?.devices),
    judged('local', () => {
      const start = grid()?.devices ?? greedyPlacement(problem(tableBytes));
      return start && locallyImproved(task, pieces, { devices: [...start] }).devices;
    }),
  ];
}

export interface Level {
  level: number;
  best: number | undefined;
}

function searchedPlan(
  task: SearchTask,
  index: number,
  judge: SetCostModel,
  { beams, candidates, levels }: NeuroshardSettings,
): { outcome: Outcome; levels: Level[] } {
  const steps: Level[] = [];
  const outcome = outcomeOf('beam', task, index, judge, () => {
    const search = beamSearch(task, { beams, candidates, levels });
    for (;;) {
      const step = search.next();
      if (step.done) return step.value;
      steps.push(step.value);
    }
  });
  return { outcome, levels: steps };
}

/** Undefined where there is no task that all greedy rules and the search could place. */
export function improvementOf(outcomes: readonly Outcome[]): Improvement | undefined {
  const cost = (strategy: StrategyId, task: number) =>
    outcomes.find((outcome) => outcome.strategy === strategy && outcome.task === task)?.judged;
  const compared: StrategyId[] = [...greedyRules, 'beam'];
  const tasks = [...new Set(outcomes.map(({ task }) => task))].filter((task) =>
    compared.every((strategy) => cost(strategy, task) !== undefined),
  );
  if (tasks.length === 0) return undefined;
  const mean = (strategy: StrategyId) =>
    tasks.reduce((sum, task) => sum + (cost(strategy, task) ?? Number.NaN), 0) / tasks.length;
  const [rule] = [...greedyRules].sort((a, b) => mean(a) - mean(b));
  const localMs = mean('local');
  return {
    ...{ rule, tasks: tasks.length, greedyMs: mean(rule), searchMs: mean('beam') },
    localMs: Number.isNaN(localMs) ? undefined : localMs,
  };
}
