// Plans of a task by the strategies that every experiment on learned costs compares with, each plan judged by networks
// that no strategy has asked.

import { type GreedyRule, greedyCosts, greedyPlacement, greedyRules } from '../../sharding/baselines/greedy';
import { balanceOf } from '../../sharding/baselines/placement';
import { randomPlacement } from '../../sharding/baselines/random';
import { type ComputeModel, MeanModel, type SetCostModel } from '../../sharding/learned/computeModel';
import { greedyGridPlacement } from '../../sharding/neuroshard/greedyGrid';
import { locallyImproved } from '../../sharding/neuroshard/localSearch';
import { judgedCost, judgedTimes, type Piece, Pieces, type SearchTask } from '../../sharding/neuroshard/task';
import { type EmbeddingTable, tableBytes } from '../../sharding/problem';

/** Of whole tables: random, the rules that look at no cost, and two that ask the learned one; words short enough for bars. */
export const wholeTableStrategies = {
  random: 'Random',
  size: 'Size',
  dimension: 'Dimension',
  lookup: 'Lookups',
  sizeLookup: 'Both',
  grid: 'Learned',
  local: 'Local search',
} as const;

/** What is shown for each strategy, in order. */
export type StrategyNames = Readonly<Record<string, string>>;

export interface Plan {
  pieces: readonly Piece[];
  devices: readonly number[];
}

/** A plan of one task; no costs where no plan was found. */
export interface Outcome {
  strategy: string;
  task: number;
  /** Milliseconds of the slowest device by the judge, and by the model that the search asked. */
  judged?: number;
  own?: number;
  /** Shortest over longest time of a device, by the judge. */
  balance?: number;
  /** Column splits. */
  splits?: number;
  plan?: Plan;
  seconds: number;
}

/** Searches ask the first; the others judge. With one alone it is both. */
export function askedAndJudge(models: readonly ComputeModel[]): { asked: ComputeModel; judge: SetCostModel } {
  const [asked, ...others] = models;
  return { asked, judge: others.length ? new MeanModel(others) : asked };
}

/** Times the search and judges what it finds. */
export function outcomeOf(
  strategy: string,
  task: SearchTask,
  index: number,
  judge: SetCostModel,
  plan: () => Plan | undefined,
): Outcome {
  const start = performance.now();
  const found = plan();
  return judgedOutcome(
    { strategy, task: index, seconds: (performance.now() - start) / 1000 },
    task,
    judge,
    found,
  );
}

export function judgedOutcome(outcome: Outcome, task: SearchTask, judge: SetCostModel, plan?: Plan): Outcome {
  if (!plan) return outcome;
  const { pieces, devices } = plan;
  const times = judgedTimes(pieces, devices, task, judge);
  return {
    ...{ ...outcome, plan },
    splits: pieces.length - task.tables.length,
    own: judgedCost(pieces, devices, task, task.model),
    judged: Math.max(...times),
    balance: balanceOf(times),
  };
}

const STRATEGY_STREAM = 1000;

export function wholeTablePlans(
  task: SearchTask,
  index: number,
  seed: number,
  judge: SetCostModel,
): Outcome[] {
  const { tables, devices, capacityBytes } = task;
  const pieces = new Pieces(task).whole();
  const problem = (cost: (table: EmbeddingTable) => number) => ({
    ...{ devices, capacityBytes, costs: tables.map(cost), bytes: tables.map(tableBytes) },
  });
  const plan = (devicesOf: readonly number[] | undefined): Plan | undefined =>
    devicesOf && { pieces, devices: devicesOf };
  const judged = (strategy: keyof typeof wholeTableStrategies, find: () => readonly number[] | undefined) =>
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

/**
 * A plan that is found by asking the judge itself, which no learned strategy may: what there is to gain. The best of local
 * searches that start from every greedy rule, with and without learned costs.
 */
export function reachablePlan(task: SearchTask, judge: SetCostModel): Plan | undefined {
  const asked = { ...task, model: judge };
  const { tables, devices, capacityBytes } = asked;
  const pieces = new Pieces(asked).whole();
  const bytes = tables.map(tableBytes);
  const starts = [
    greedyGridPlacement(asked, pieces)?.devices,
    ...greedyRules.map((rule) =>
      greedyPlacement({ costs: tables.map(greedyCosts[rule]), bytes, devices, capacityBytes }),
    ),
  ];
  const found = starts.flatMap((start) =>
    start ? locallyImproved(asked, pieces, { devices: [...start] }) : [],
  );
  if (found.length === 0) return undefined;
  return { pieces, devices: found.reduce((a, b) => (b.cost < a.cost ? b : a)).devices };
}

export interface Improvement {
  /** The greedy rule that is best on average, over the tasks that every rule and the search could place. */
  rule: GreedyRule;
  tasks: number;
  greedyMs: number;
  searchMs: number;
  localMs: number | undefined;
}

/** Undefined where there is no task that all greedy rules and the search could place. */
export function improvementOf(outcomes: readonly Outcome[], searched: string): Improvement | undefined {
  const cost = (strategy: string, task: number) =>
    outcomes.find((outcome) => outcome.strategy === strategy && outcome.task === task)?.judged;
  const compared: string[] = [...greedyRules, searched];
  const tasks = [...new Set(outcomes.map(({ task }) => task))].filter((task) =>
    compared.every((strategy) => cost(strategy, task) !== undefined),
  );
  if (tasks.length === 0) return undefined;
  const mean = (strategy: string) =>
    tasks.reduce((sum, task) => sum + (cost(strategy, task) ?? Number.NaN), 0) / tasks.length;
  const [rule] = [...greedyRules].sort((a, b) => mean(a) - mean(b));
  const localMs = mean('local');
  return {
    ...{ rule, tasks: tasks.length, greedyMs: mean(rule), searchMs: mean(searched) },
    localMs: Number.isNaN(localMs) ? undefined : localMs,
  };
}
