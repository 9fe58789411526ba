// Documents of a reader's files: tables, tasks over tables, plans, and runs of TorchRec's planner.

import { DataError } from '../../base/errors';
import { type ModelRanks, readModelRanks, readModelTables } from '../export/readModel';
import { costFileKind } from '../learned/readCosts';
import { readCosts } from '../measured/costsFile';
import { readRanPlan } from '../measured/ranPlanFile';
import type { EmbeddingTable, Plan } from '../problem';
import { type CountingRun, readCountingRun } from '../tables/countedBy';
import { namedApart } from '../tables/namedApart';
import { distinctlyNamed, readTables, type TableDefaults } from '../tables/readTables';
import { readTasks, tablesOfTask } from '../tables/readTasks';
import { fileKind } from '../torchrec/fileKind';
import { readPlan } from '../torchrec/planFile';
import { type PlannerRun, readRuns } from '../torchrec/planRuns';
import { type Reservation, reserve } from '../torchrec/reservation';
import { requireNone, shapeProblems } from '../torchrec/validate';
import { readNetwork } from '../trained/networkFile';
import type { TrainedNetwork } from '../trained/trainedNetwork';
import type { PlanDocument } from './document';
import type { GivenCost } from './givenCost';
import { usualLatencies } from './measuredCost';
import { type DocumentSettings, documentOf, type SourcedDocument } from './newDocument';
import { noRules } from './rules';

export interface GivenText {
  file: string;
  text: string;
}

/** What a file holds, so that a reader can be asked for what is left open. */
export type FileContents =
  /**
   * `ranks`: of the model beside an exported plan, which says for how many the plan is. `run`: of a DLRM of the lab,
   * which trained on these tables.
   */
  | { kind: 'tables'; file: string; tables: number; ranks?: ModelRanks; run?: CountingRun }
  /** Lists of table ids, in two pools; needs a file of tables beside it. */
  | { kind: 'tasks'; file: string; train: number; test: number }
  /** `_serialize()` of a plan; of the tables that the open document has. */
  | { kind: 'plan'; file: string }
  /** Runs of TorchRec's planner: each with its tables, cluster and plan. */
  | { kind: 'runs'; file: string; runs: readonly string[] }
  /** What kernels cost on a GPU: something to judge plans by. */
  | { kind: 'costs'; file: string; adapter: string }
  /** What the devices of a plan took on a GPU; of the tables that the open document has. */
  | { kind: 'ran'; file: string; adapter: string }
  /** A network that was trained to place tables. */
  | { kind: 'network'; file: string; network: TrainedNetwork };

/** What has to be opened together with a file of a kind. */
export const needs: Partial<Record<FileContents['kind'], FileContents['kind']>> = {
  tasks: 'tables',
  plan: 'tables',
};

/** Which of what a file holds is opened. */
export interface FileChoice {
  pool: 'train' | 'test';
  /** Of the pool. */
  task: number;
  run: number;
}

export const firstChoice: FileChoice = { pool: 'test', task: 0, run: 0 };

/** What a file of tables leaves open. */
export type TableGaps = TableDefaults;

/** Throws `DataError` naming file, place and reason, as do all below. */
export function contentsOf({ file, text }: GivenText): FileContents {
  const { kind, json } = fileKind(file, text);
  switch (kind) {
    case 'cases':
      throw new DataError(
        file,
        'file',
        'holds estimates, which are no plan; open it in the planner’s experiment',
      );
    case 'plan':
      return { kind, file };
    case 'ran':
      return { kind, file, adapter: readRanPlan(json, file).adapter };
    case 'costs':
      return { kind, file, adapter: readCosts(json, file).adapter };
    case 'network':
      return { kind, file, network: readNetwork(json, file) };
    case 'runs':
      return { kind, file, runs: readRuns(json, file).map(runTitle) };
    case 'tasks': {
      const { train, test } = readTasks(file, text, Number.POSITIVE_INFINITY);
      return { kind, file, train: train.length, test: test.length };
    }
    case 'model':
    case 'tables': {
      if (costFileKind(text))
        throw new DataError(
          file,
          'file',
          'holds measured costs, which networks learn from: give it to the experiment “Learn what tables cost”, and open the network that it leaves',
        );
      const run = readCountingRun(json, file);
      return {
        kind: 'tables',
        file,
        tables: tablesIn({ file, text }, { dimension: 1, bytesPerElement: 4 }).length,
        ...(kind === 'model' && { ranks: readModelRanks(json, file) }),
        ...(run && { run }),
      };
    }
  }
}

const runTitle = ({ name, proposer, partitioner }: PlannerRun): string =>
  `${name}, ${proposer}, ${partitioner}`;

/** The settings as far as a file leaves them open. */
export const settingsFrom = (contents: FileContents, settings: DocumentSettings): DocumentSettings => {
  if (contents.kind !== 'tables' || !contents.ranks) return settings;
  const { batch, ...ranks } = contents.ranks;
  return { ...settings, batch, cluster: { ...settings.cluster, ...ranks } };
};

export function tablesFileDocument(
  given: GivenText,
  gaps: TableGaps,
  settings: DocumentSettings,
): SourcedDocument {
  const tables = distinctlyNamed(tablesIn(given, gaps), given.file);
  return { document: documentOf(tables, settings), source: given.file };
}

/** Of a file of tables, or of the model beside an exported plan, which leaves nothing open. */
function tablesIn({ file, text }: GivenText, gaps: TableGaps): EmbeddingTable[] {
  const { kind, json } = fileKind(file, text);
  return kind === 'model' ? readModelTables(json, file) : readTables(file, text, gaps);
}

/** A table that a task names twice is there twice, the second under a name of its own. */
export function taskFileDocument(
  tasks: GivenText,
  tables: GivenText,
  { pool, task: index }: Pick<FileChoice, 'pool' | 'task'>,
  gaps: TableGaps,
  settings: DocumentSettings,
): SourcedDocument {
  const all = tablesIn(tables, gaps);
  const lists = readTasks(tasks.file, tasks.text, all.length)[pool];
  const ids = lists[index];
  if (!ids) throw new DataError(tasks.file, pool, `has no task ${index}; there are 0 to ${lists.length - 1}`);
  return {
    document: documentOf(namedApart(tablesOfTask(all, ids)), settings),
    source: `${tables.file}, ${pool} task ${index} of ${tasks.file}`,
  };
}

/** Costs that a run measured, with the latencies that nobody measured. */
export function costsFileCost({ file, text }: GivenText): GivenCost {
  const costs = readCosts(fileKind(file, text).json, file);
  return { kind: 'measured', file, costs, latencies: usualLatencies };
}

/** The open document with the plan of a file; what does not fit into memory is for its evaluation to say. */
export function planFileDocument({ file, text }: GivenText, document: PlanDocument): SourcedDocument {
  const { problem } = document;
  const { kind, json } = fileKind(file, text);
  if (kind !== 'plan')
    throw new DataError(file, 'file', 'is no plan. Expected the JSON of ShardingPlan._serialize()');
  const { plan } = readPlan(json, { tables: problem.tables, topology: problem.topology, file });
  requireNone(shapeProblems(plan, problem), file);
  return { document: { ...document, plan: inOrder(plan) }, source: file };
}

const inOrder = ({ tables }: Plan): Plan => ({ tables: [...tables].sort((a, b) => a.table - b.table) });

/** One run of TorchRec's planner, with the tables, the cluster and the plan that it had. */
export function runFileDocument(
  { file, text }: GivenText,
  run: number,
  reservation: Reservation,
): SourcedDocument {
  const { kind, json } = fileKind(file, text);
  if (kind !== 'runs') throw new DataError(file, 'file', 'holds no runs of TorchRec’s planner');
  const runs = readRuns(json, file);
  if (!runs[run]) throw new DataError(file, 'file', `has no run ${run}; there are 0 to ${runs.length - 1}`);
  const { problem, file: planned } = runs[run];
  requireNone(shapeProblems(planned.plan, problem), file);
  return {
    document: {
      ...{ problem, reserved: reserve(problem.topology, problem.tables, reservation) },
      ...{ plan: inOrder(planned.plan), rules: noRules, reservation },
    },
    source: `${file}, ${runTitle(runs[run])}`,
  };
}
