// Documents of a reader's files: tables, tasks over tables, plans, and runs of TorchRec's planner.

import { DataError } from '../../base/errors';
import { readModelTables } from '../export/readModel';
import type { EmbeddingTable, Plan } from '../problem';
import { namedApart } from '../tables/namedApart';
import { distinctlyNamed, readTables, type TableDefaults } from '../tables/readTables';
import { readTasks, tablesOfTask } from '../tables/readTasks';
import { fileKind } from '../torchrec/fileKind';
import { readPlan } from '../torchrec/planFile';
import { readRuns } from '../torchrec/planRuns';
import { type Reservation, reserve } from '../torchrec/reservation';
import { requireNone, shapeProblems } from '../torchrec/validate';
import { readNetwork } from '../trained/networkFile';
import type { TrainedNetwork } from '../trained/trainedNetwork';
import type { PlanDocument } from './document';
import { type DocumentSettings, documentOf, type SourcedDocument } from './newDocument';
import { noRules } from './rules';

export interface GivenText {
  file: string;
  text: string;
}

/** What a file holds, so that a reader can be asked for what is left open. */
export type FileContents =
  | { kind: 'tables'; file: string; tables: number }
  /** Lists of table ids, in two pools; needs a file of tables beside it. */
  | { kind: 'tasks'; file: string; train: number; test: number }
  /** `_serialize()` of a plan; of the tables that the open document has. */
  | { kind: 'plan'; file: string }
  /** Runs of TorchRec's planner: each with its tables, cluster and plan. */
  | { kind: 'runs'; file: string; runs: readonly string[] }
  /** A network that was trained to place tables. */
  | { kind: 'network'; file: string; network: TrainedNetwork };

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
    case 'network':
      return { kind, file, network: readNetwork(json, file) };
    case 'runs':
      return { kind, file, runs: readRuns(json, file).map(({ name }) => name) };
    case 'tasks': {
      const { train, test } = readTasks(file, text, Number.POSITIVE_INFINITY);
      return { kind, file, train: train.length, test: test.length };
    }
    case 'model':
    case 'tables':
      return {
        kind: 'tables',
        file,
        tables: tablesIn({ file, text }, { dimension: 1, bytesPerElement: 4 }).length,
      };
  }
}

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
  { pool, index }: { pool: 'train' | 'test'; index: number },
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
  const { name, proposer, partitioner, problem, file: planned } = runs[run];
  requireNone(shapeProblems(planned.plan, problem), file);
  return {
    document: {
      ...{ problem, reserved: reserve(problem.topology, problem.tables, reservation) },
      ...{ plan: inOrder(planned.plan), rules: noRules, reservation },
    },
    source: `${file}, ${name}, ${proposer}, ${partitioner}`,
  };
}
