// Networks that stand for machines where a policy learns: how they are trained, what they measure, and which judge.

import { DataError } from '../../base/errors';
import { type ComputeModel, costOfSet, type SetCostModel } from '../../sharding/learned/computeModel';
import type { EmbeddingTable } from '../../sharding/problem';
import type { Lab, RunEvent } from '../experiment';
import { type GivenFiles, readInputs } from '../neuroshard/inputs';
import { learnCompute } from '../neuroshard/learnCosts';
import { type Costs, costsFor, tablesFor } from '../neuroshard/model';
import { meanScores } from '../neuroshard/tables';
import { askedAndJudge } from './plans';
import type { PolicyTasks, TaskCounts } from './policyTasks';

const costTraining = { batch: 64, learningRate: 0.002, members: 1, features: 'extended' } as const;

/** A network may predict less than nothing for a tiny set; a machine never measures that. */
const LEAST_MILLISECONDS = 0.01;

export interface StandInSettings extends TaskCounts {
  /** To make up, where no file has any, as are sets of tables with their costs. */
  tables: number;
  samples: number;
  epochs: number;
  judges: number;
}

type TasksOf = (
  given: GivenFiles,
  tables: readonly EmbeddingTable[],
  counts: TaskCounts,
  seed: number,
) => PolicyTasks;

export interface StandIn {
  tasks: PolicyTasks;
  /** Stands for the machine, and is asked; nothing but the outcome asks the judge. */
  machine: ComputeModel;
  judge: SetCostModel;
  /** Of the costs that the networks were trained on. */
  costs: Pick<Costs, 'source' | 'measured' | 'measuredOn'>;
}

/** Reads what is given and trains the networks. Throws `DataError` for files that such an experiment has no use for. */
export async function* standInMachine(
  lab: Lab,
  settings: StandInSettings,
  tasksOf: TasksOf,
): AsyncGenerator<RunEvent, StandIn, void> {
  lab.status('Reading');
  const given = await readInputs(lab.files.train);
  if (given.communication)
    throw new DataError(
      given.communication.file,
      'file',
      'holds measured exchanges; this experiment has none',
    );
  const tables = tablesFor(given, settings, lab.seed);
  const tasks = tasksOf(given, tables, settings, lab.seed);
  const costs = costsFor(given, tables, settings, lab.seed);
  const { epochs, judges } = settings;
  const learned = yield* learnCompute(lab, costs, { ...costTraining, epochs, seeds: 1 + judges });
  const { asked: machine, judge } = askedAndJudge(learned.map(({ model }) => model));
  yield { kind: 'metrics', values: { machineMse: meanScores(learned).meanSquaredError } };
  return { tasks, machine, judge, costs };
}

/** Milliseconds of a device's set of tables. */
export const measuredBy =
  (machine: SetCostModel) =>
  (set: readonly EmbeddingTable[]): number =>
    Math.max(costOfSet(machine, set), LEAST_MILLISECONDS);
